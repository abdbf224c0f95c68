// xoshiro128** (Blackman & Vigna 2018) and Box-Muller. Every stream is named by words, so that a cell's numbers
// depend on its own plan and indices only, and not on which thread ran it when.

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** 32-bit hash of a text (FNV-1a), then spread by the finaliser of MurmurHash3. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export class Noise {
  private readonly state = new Uint32Array(4);
  private spare: number | undefined;

  constructor(...name: (string | number)[]) {
    const text = name.join(' ');
    for (let i = 0; i < 4; i++) this.state[i] = hash32(`${i} ${text}`);
    this.state[0]! |= 1;
  }

  /** Uniform on the 32-bit integers. */
  integer(): number {
    const s = this.state;
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotate(s[3]!, 11);
    return result;
  }

  /** Uniform on (0, 1), with 53 bits. */
  uniform(): number {
    return ((this.integer() >>> 6) * 134217728 + (this.integer() >>> 5) + 0.5) / 9007199254740992;
  }

  /** Standard normal. */
  gaussian(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
