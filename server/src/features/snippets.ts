import type { Place } from '../syntax/keywords';

/** What completion writes for a keyword that begins something, with places to fill in. */
export const SNIPPETS: Readonly<Partial<Record<Place, Readonly<Record<string, string>>>>> = {
  statement: {
    scale: 'scale ${1:N} = ${2:d}^${3:a}',
    exponent: 'exponent ${1:c}, ${2:-1} <= ${1:c} <= ${3:1}',
    assume: 'assume ${1:N >= d}',
    let: 'let ${1:E} = ${0}',
    import: 'import "${1:other}.scale"',
    data: 'data ${1:x} : gaussian(${2:d})',
    target: 'target ${1:y} = He${2:3}(w . ${3:x})',
    network:
      'network ${1:f}(${2:x}) {\n  ${3:h} = dense(${2:x}, ${4:N})\n  out dense(${5:erf}(${3:h}), 1)\n}',
    posterior: 'posterior ${1:p} of ${2:f} on ${3:y} { ridge ${4:1} }',
    training: 'training ${1:t} of ${2:f} {\n  optimizer ${3:sgd}\n  parametrization ${4:mup}\n}',
    curve: 'curve ${1:e} of ${2:y} { samples ${3:P} }',
    claim: 'claim ${1:samples(p)} ~ ${0}',
    verify: 'verify samples(${1:p}) { ${2:d} in ${3:8} .. ${4:64}; seeds ${5:4} }',
    activation: 'activation ${1:name} {\n  degrees ${2:odd}\n  source "${3}"\n}',
    pattern:
      'pattern ${1:name} on layer of feature j {\n  norm(k) = ${2:norm(layer.input, j)^(k/j)} for j | k\n  source "${3}"\n}',
    module:
      'module ${1:name}(input, ${2:width}) of feature j {\n  units ${2:width}\n  norm(units, j) = ${3:norm(input, j) * positions(input)}\n  source "${4}"\n}',
    optimizer: 'optimizer ${1:name} {\n  update ${2:gradient}\n  source "${3}"\n}',
    parametrization:
      'parametrization ${1:name} {\n  rate ${2:hidden} = ${3:fan_in^-1} for ${4:adam}\n  source "${5}"\n}',
    resource: 'resource ${1:name} {\n  modes ${1:name}\n  source "${2}"\n}',
    alignment: 'alignment ${1:name} {\n  alpha ${2:1}\n  omega ${3:1/2}\n  u ${4:1}\n  source "${5}"\n}',
  },
  network: {
    out: 'out dense(${1:h}, 1)',
    repeat:
      'repeat ${1:L} {\n  ${2:u} = dense(${3:h}, ${4:n})\n  ${3:h} = ${3:h} + ${5:L^(-1/2)} * dense(${6:tanh}(${2:u}), ${4:n})\n}',
  },
  expression: { minimize: 'minimize over ${1:M} in [${2:1}, ${3:N}] of ${0}' },
};
