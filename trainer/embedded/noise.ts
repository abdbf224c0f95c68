// The noise that all trainers share, whatever their language: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror & Shaw
// 2011), a function of a stream's name and of an index. So a cell's numbers depend on its own plan and indices only, not
// on who draws them when, in what order or how many at once.

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** 32-bit hash of a text (FNV-1a), then spread by the finaliser of MurmurHash3. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Writes the two words that belong to a counter of two words, under a key of two words. */
export function threefry(
  words: Uint32Array,
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
): void {
  // The key's words and their parity take turns.
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  let k2 = 0x1bd11bda ^ key0 ^ key1;
  let x = (counter0 + k0) | 0;
  let y = (counter1 + k1) | 0;
  for (let round = 1; round <= 5; round++) {
    const odd = round % 2 === 1;
    x = (x + y) | 0;
    y = rotate(y, odd ? 13 : 17) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 15 : 29) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 26 : 16) ^ x;
    x = (x + y) | 0;
    y = rotate(y, odd ? 6 : 24) ^ x;
    const first = k0;
    k0 = k1;
    k1 = k2;
    k2 = first;
    x = (x + k0) | 0;
    y = (y + k1 + round) | 0;
  }
  words[0] = x;
  words[1] = y;
}

/**
 * A stream, named by words. It is read either for normal numbers or for uniform ones, as those of both kinds at an index come
 * of the same words. Numbers are asked for by index, or one after the other where none is given.
 */
export class Noise {
  private readonly key0: number;
  private readonly key1: number;
  private readonly words = new Uint32Array(2);
  private next = 0;
  /** Box-Muller makes two numbers at once: the block that was made last. */
  private block = -1;
  private cosine = 0;
  private sine = 0;

  constructor(...name: (string | number)[]) {
    const text = name.join(' ');
    this.key0 = hash32(`0 ${text}`);
    this.key1 = hash32(`1 ${text}`);
  }

  /** Uniform on (0, 1), with 53 bits. */
  uniform(index = this.next++): number {
    this.draw(index);
    return (this.words[0]! * 2097152 + (this.words[1]! >>> 11) + 0.5) / 9007199254740992;
  }

  /** Standard normal: even indices take the cosine of a block, odd ones its sine. */
  gaussian(index = this.next++): number {
    const block = Math.floor(index / 2);
    if (block !== this.block) {
      this.draw(block);
      const radius = Math.sqrt(-2 * Math.log((this.words[0]! + 0.5) / 4294967296));
      const angle = 2 * Math.PI * (this.words[1]! / 4294967296);
      this.cosine = radius * Math.cos(angle);
      this.sine = radius * Math.sin(angle);
      this.block = block;
    }
    return index % 2 === 0 ? this.cosine : this.sine;
  }

  private draw(block: number): void {
    threefry(this.words, this.key0, this.key1, block | 0, Math.floor(block / 4294967296));
  }
}
