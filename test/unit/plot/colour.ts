/** How colours are seen: contrast, kinds of colour vision, distances. */

export type Triple = readonly [number, number, number];

export const linear = (colour: string): Triple => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const v = parseInt(colour.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
};

/** Relative luminance and contrast of WCAG 2.2. */
export const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
export function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((colour) => luminance(linear(colour)) + 0.05) as [number, number];
  return Math.max(x, y) / Math.min(x, y);
}

/** What people without one kind of cone see (Machado, Oliveira and Fernandes 2009, severity 1). */
export const SIGHT: Readonly<Record<string, readonly Triple[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

export const times = (m: readonly Triple[], v: Triple): Triple =>
  m.map((row) =>
    Math.min(1, Math.max(0, row[0] * v[0] + row[1] * v[1] + row[2] * v[2])),
  ) as unknown as Triple;

/** Oklab (Ottosson 2020): equal distances look equally different. */
export function oklab(v: Triple): Triple {
  const dot = (...w: Triple): number => w[0] * v[0] + w[1] * v[1] + w[2] * v[2];
  const [l, m, s] = [
    dot(0.4122214708, 0.5363325363, 0.0514459929),
    dot(0.2119034982, 0.6806995451, 0.1073969566),
    dot(0.0883024619, 0.2817188376, 0.6299787005),
  ].map(Math.cbrt) as unknown as Triple;
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
