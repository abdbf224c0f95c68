/**
 * A text as a theorist might have it after some weeks: networks of one and two hidden layers with several pairs of
 * widths, each with its posterior and claims, and pencil-and-paper minima between them.
 */
export function realistic(lines: number): string {
  const head = [
    '// Sample complexity of a cubic target, for several ways to spend neurons',
    'scale d',
    'scale N1 = d^a, 0 <= a <= 6',
    'scale N2 = d^b, 0 <= b <= 6',
    'scale kappa = 1',
    'data x : gaussian(d)',
    'target y = He3(w . x)',
    '',
  ];
  const text = [...head];
  for (let i = 0; text.length < lines; i++)
    text.push(...(i % 3 === 0 ? deep(i) : i % 3 === 1 ? minima(i) : shallow(i)));
  // Nothing is cut in two: the last section may end a little later.
  return `${text.join('\n')}\n`;
}

const deep = (i: number): string[] => [
  `// Two hidden layers, variant ${i}`,
  `network f${i}(x) {`,
  `  h1 = dense(x, ${i % 2 ? 'N2' : 'N1'})`,
  `  h2 = dense(erf(h1), ${i % 2 ? 'N1' : 'N2'})`,
  '  out dense(erf(h2), 1)',
  '}',
  `posterior p${i} of f${i} on y { ridge kappa }`,
  `claim samples(p${i}) >~ kappa * d when N1 >= d, N2 >= d`,
  `claim samples(p${i}) <~ kappa * d^3`,
  `claim samples(p${i}, lazy, lazy) ~ kappa * d^3`,
  `claim samples(p${i}) ~ d^2 when N2 >= N1, N1 >= d^3, N1 <= d^4`,
  '',
];

const shallow = (i: number): string[] => [
  `/// One hidden layer, variant ${i}`,
  `network g${i}(x) {`,
  `  h = dense(x, ${i % 2 ? 'N1' : 'N2'})`,
  `  out dense(${['erf', 'tanh', 'generic'][i % 3]}(h), 1)`,
  '}',
  `posterior q${i} of g${i} on y { ridge kappa }`,
  `claim samples(q${i}) <~ kappa * d^3`,
  `claim energy(q${i}) >~ d when N1 >= d, N2 >= d`,
  '',
];

const minima = (i: number): string[] => [
  '// By hand: neurons that lock on against what the others leave',
  `let A${i} = minimize over M in [1, N1] of M*d + N1/M`,
  `let B${i} = N1*d^(1/${(i % 4) + 2}) + N2/d + kappa*sqrt(N1*N2)`,
  `let C${i} = max(A${i}, B${i})*d`,
  `claim A${i} <~ N1*d`,
  `claim C${i} >~ B${i}`,
  `claim B${i} ~ N1 when N1 >= d^2, N2 <= N1`,
  '',
];
