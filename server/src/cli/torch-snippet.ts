import type { Analysis } from '../analysis/facts';
import type { Role } from '../analysis/dynamics/network/program';
import { toText, type Form } from '../orders';
import {
  factorsOf,
  namesIn,
  single,
  type Scaling,
  type ScalingName,
  type ScalingTable,
} from './scaling-groups';

/** What the scalings are called in Python, as optimizers of PyTorch call them. */
const KEYS: readonly (readonly [key: string, what: ScalingName])[] = [
  ['multiplier', 'multiplier'],
  ['std', 'init'],
  ['lr', 'rate'],
  ['eps', 'epsilon'],
  ['weight_decay', 'decay'],
];

/** Optimizers of PyTorch whose updates are as ours: decay is decoupled in AdamW, and in SGD the same as that. */
const OPTIMIZERS: Readonly<Record<string, string>> = {
  sgd: 'torch.optim.SGD',
  momentum: 'torch.optim.SGD',
  adam: 'torch.optim.AdamW',
  adamw: 'torch.optim.AdamW',
};

/** Python that makes parameter groups and initial weights out of values at base sizes. Every scaling has one value. */
export function torchSnippet(table: ScalingTable): string {
  const { training, analysis, groups, multipliers } = table;
  const { statement, program, optimizer, parametrization, counting } = training;
  const names = pythonNames(table);
  const keys = KEYS.filter(([, what]) => groups.some(({ scalings }) => scalings.has(what)));
  const tuned = keys.map(([key]) => key).filter((key) => key !== 'multiplier' && key !== 'std');
  const value = (scaling: Scaling | undefined): string => expression(single(scaling), analysis, names);
  const weights = counting.weights.map(({ weight }) => weight);
  const gains = weights.filter(({ role }) => role === 'gain').map(({ name }) => quoted(name));
  const ratios = names.ratios.map(({ ratio, size, base }) => `    ${ratio} = ${size} / ${base}`);
  const call = OPTIMIZERS[optimizer.name] ?? optimizer.name;
  const all = [...tuned, ...names.arguments].map((name) => `${name}=...`).join(', ');
  return [
    `# ${statement.name.text}: ${program.name} under ${optimizer.written}, ${parametrization.written}. Derived by Powercount.`,
    '#',
    `# groups = parameter_groups(model.named_parameters(), ${all})`,
    `# optimizer = ${call}(groups)`,
    '',
    '# Endings of the names of your parameters, by weight of the text: edit them.',
    'PARAMETERS = {',
    ...weights.map(({ name, role }) => `    ${quoted(name)}: [${quoted(endingOf(name, role))}],`),
    '}',
    `NORM_GAINS = [${gains.join(', ')}]`,
    '',
    '',
    `def scalings(${names.signature}):`,
    '    """Factors of the values tuned at the base sizes; `multiplier` stands in front of what the weight computes."""',
    ...ratios,
    '    groups = [',
    ...groups.flatMap(({ title, weights: members, scalings }) => [
      `        # ${title}`,
      `        ([${members.map(({ name }) => quoted(name)).join(', ')}], dict(${keys
        .map(([key, what]) => `${key}=${value(scalings.get(what))}`)
        .join(', ')})),`,
    ]),
    '    ]',
    '    return {weight: factors for weights, factors in groups for weight in weights}',
    '',
    '',
    ...(multipliers.length > 0
      ? [
          `def multipliers(${names.signature}):`,
          '    """Factors of what stands in front of residual branches and attention logits."""',
          ...ratios,
          `    return {${multipliers.map((m) => `${quoted(m.place)}: ${value(m.value)}`).join(', ')}}`,
          '',
          '',
        ]
      : []),
    ...WEIGHT_OF,
    '',
    '',
    `def parameter_groups(named_parameters, *, ${tuned.join(', ')}, **sizes):`,
    `    """Groups for the optimizer; ${tuned.join(', ')}: as tuned at the base sizes."""`,
    '    factors = scalings(**sizes)',
    '    groups = {}',
    '    for name, parameter in named_parameters:',
    '        weight = weight_of(name)',
    '        of = factors[weight]',
    `        group = dict(name=weight, params=[], ${tuned.map((key) => `${key}=${key} * of[${quoted(key)}]`).join(', ')})`,
    '        groups.setdefault(weight, group)["params"].append(parameter)',
    '    return list(groups.values())',
    '',
    '',
    'def initialize(named_parameters, *, std, **sizes):',
    '    """Draws weights; std is their deviation at the base sizes, where norm gains are 1."""',
    '    factors = scalings(**sizes)',
    '    for name, parameter in named_parameters:',
    '        weight = weight_of(name)',
    '        factor = factors[weight]["std"]',
    '        if weight in NORM_GAINS:',
    '            parameter.data.fill_(factor)',
    '        else:',
    '            parameter.data.normal_(0.0, std * factor)',
    '',
  ].join('\n');
}

/** A first guess: modules with the names of the text. */
function endingOf(name: string, role: Role): string {
  if (role === 'bias') return `${name.replace(/_bias$/, '')}.bias`;
  return role === 'gain' ? `${name.replace(/_gain$/, '_norm')}.weight` : `${name}.weight`;
}

const WEIGHT_OF = [
  'def weight_of(name):',
  '    """The weight of the text that a parameter is."""',
  '    for weight, endings in PARAMETERS.items():',
  '        if any(("." + name).endswith("." + ending) for ending in endings):',
  '            return weight',
  '    raise KeyError(f"{name}: add its ending to PARAMETERS")',
];

interface PythonNames {
  readonly ratios: readonly {
    readonly scale: string;
    readonly ratio: string;
    readonly size: string;
    readonly base: string;
  }[];
  readonly exponents: ReadonlyMap<string, string>;
  readonly arguments: readonly string[];
  readonly signature: string;
}

/** Names of arguments that are no words of Python, differ from each other and from those of the snippet. */
function pythonNames(table: ScalingTable): PythonNames {
  const { scales, exponents } = namesIn(table);
  const taken = new Set([...PYTHON_WORDS, ...KEYS.map(([key]) => key), 'groups', 'named_parameters']);
  const fresh = (stem: string, make: (stem: string) => readonly string[]): readonly string[] => {
    const made = make(stem);
    if (made.some((name) => taken.has(name))) return fresh(`${stem}_`, make);
    for (const name of made) taken.add(name);
    return made;
  };
  const ratios = scales.map((scale) => {
    const [ratio = '', size = '', base = ''] = fresh(scale, (stem) => [`m_${stem}`, stem, `${stem}_base`]);
    return { scale, ratio, size, base };
  });
  const free = new Map(exponents.map((name) => [name, fresh(name, (stem) => [stem])[0] ?? name]));
  const all = [...ratios.flatMap(({ size, base }) => [size, base]), ...free.values()];
  return { ratios, exponents: free, arguments: all, signature: all.length > 0 ? `*, ${all.join(', ')}` : '' };
}

/** https://docs.python.org/3/reference/lexical_analysis.html#keywords */
const PYTHON_WORDS =
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  );

/** `m_L**c / m_n`: a monomial of ratios as Python. */
function expression(value: Form | undefined, analysis: Analysis, names: PythonNames): string {
  const [above, below]: [string[], string[]] = [[], []];
  for (const { name, exponent } of value ? factorsOf(value, analysis) : []) {
    const ratio = names.ratios.find(({ scale }) => scale === name)?.ratio ?? name;
    const isBelow = exponent.isConstant() && exponent.constant.sign() < 0;
    const power = isBelow ? exponent.negate() : exponent;
    const text = exponentText(power, names);
    (isBelow ? below : above).push(
      text === '1' ? ratio : `${ratio}**${/^\w+$/u.test(text) ? text : `(${text})`}`,
    );
  }
  const top = above.join(' * ') || '1';
  if (below.length === 0) return top;
  return `${top} / ${below.length === 1 ? below[0] : `(${below.join(' * ')})`}`;
}

function exponentText(exponent: Form, names: PythonNames): string {
  return toText({ kind: 'affine', form: exponent }).replace(
    /[\p{L}_][\p{L}\p{N}_]*/gu,
    (name) => names.exponents.get(name) ?? name,
  );
}

/** A text as Python writes it: escapes of JSON are Python's too. */
const quoted = (text: string): string => JSON.stringify(text);
