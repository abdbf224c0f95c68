import assert from 'node:assert/strict';
import { hash32, Noise, threefry } from '../../../../trainer/embedded/noise';
import { torchPython } from '../../torch';
import { ask } from './package';

const names = [
  ['weights', 'u/0/3', 7],
  ['input', 'x', 0],
  ['across', 'x', 'd=8 3f2a91bc', 12],
  ['naïve', '𝜅', 1],
];
const count = 999;
/** Of uniform numbers, and the first of normal ones: some beyond 32 bits. */
const indices = [0, 1, 2, 12345, 2 ** 32 + 6, 2 ** 41];

const script = `
from powercount_torch import noise
names, count, indices = json.loads(sys.argv[1])
cpu = torch.device("cpu")
keys = noise.keys(names, cpu)
noise.CHUNK = 128
w0, w1 = noise.threefry(keys[:, :1], keys[:, 1:], torch.tensor(indices))
uniforms = [noise.uniforms(keys, torch.full((len(names),), i)) for i in indices]
print(json.dumps({
    "hashes": [noise.hash32(" ".join(map(str, name))) for name in names],
    "words": torch.stack((w0, w1), -1).tolist(),
    "uniforms": torch.stack(uniforms, 1).tolist(),
    "gaussians": [noise.gaussians(keys, first, count).tolist() for first in (0, 3)],
    "far": [noise.gaussians(keys, torch.full((len(names),), i + i % 2), 2).tolist() for i in indices],
}))`;

describe('torch trainer: noise', () => {
  it('is the noise of the other trainers, word by word', function () {
    const made = ask(torchPython(this), script, JSON.stringify([names, count, indices])) as {
      hashes: number[];
      words: number[][][];
      uniforms: number[][];
      gaussians: number[][][];
      far: number[][][];
    };
    names.forEach((name, n) => {
      const text = name.join(' ');
      assert.equal(made.hashes[n], hash32(text));
      const noise = new Noise(...name);
      indices.forEach((index, i) => {
        const words = new Uint32Array(2);
        const keys = [hash32(`0 ${text}`), hash32(`1 ${text}`)] as const;
        threefry(words, ...keys, index % 2 ** 32, Math.floor(index / 2 ** 32));
        assert.deepEqual(made.words[n]![i], [...words]);
        assert.equal(made.uniforms[n]![i], noise.uniform(index));
        [0, 1].forEach((k) => near(made.far[i]![n]![k]!, noise.gaussian(index + (index % 2) + k)));
      });
      [0, 3].forEach((first, k) => {
        assert.equal(made.gaussians[k]![n]!.length, count);
        made.gaussians[k]![n]!.forEach((value, i) => near(value, noise.gaussian(first + i)));
      });
    });
  });
});

function near(value: number, expected: number): void {
  assert.ok(
    Math.abs(value - expected) <= 1e-15 * Math.max(1, Math.abs(expected)),
    `${value} and ${expected}`,
  );
}
