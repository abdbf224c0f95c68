// The engine: a network as a plan writes it, compiled to a fixed sequence of kernel calls over one WebAssembly memory, forward
// and backward, in single or double precision.
//
//   const engine = new Engine(kernels, steps, { samples, precision, keep: true, vectors: 3 });
//   for (const { key, gain, deviation, data } of engine.weights) …   // fill `data`: row-major outputs x inputs
//   for (const { to, of, dim, data } of engine.inputs) …             // fill `data`: samples x positions x dim
//   engine.targets.set(…)                                            // samples x positions x width of the output
//   engine.forward();
//   const half = engine.descend({ scale: 1 / rows });   // forward, and backward of scale * half the sum of (f - y)^2
//   engine.made                                         // every named value, in sequence; once for each pass of a repeat
//   engine.made[i].data, .gradient                      // with `keep`: views of what the last evaluation left
//   engine.made[i].weights                              // its own weights, shared by the passes of a tied repeat
//   engine.part(engine.made[i], vector)                 // what weights `vector` make in its own weights' place of its input
//   engine.descend({ scale, through: vector })          // gradients pass back through the dense weights of `vector`
//
// All weights lie beside each other in one vector of `engine.size` numbers, in the sequence of the steps: `engine.vectors[0]`
// is what the network uses, [1] the gradient, [2] and further ones are the caller's (momenta, weights to begin with, weights
// to go back through). `weights.of(vector)` is the part that belongs to a step. `engine.rules` has the arithmetic of
// optimisers on such parts. Nothing is padded; memory is reserved once, so views stay good for the engine's life.
export { bytesOf, Engine, type Floats, type Made, type Options } from './engine';
export type { Kernels } from './memory';
export type { Weights } from './weights';
