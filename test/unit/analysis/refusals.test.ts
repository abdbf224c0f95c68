import assert from 'node:assert/strict';
import { check } from './support';

/** A text with carets, and what its diagnostics say, in their sequence. */
type Refusal = readonly [text: string, ...messages: RegExp[]];

describe('networks, modules and targets that are refused', () => {
  const refusals: Readonly<Record<string, Refusal>> = {
    'a module with too few arguments': [
      `
scale d
scale C
network f(x) {
  h = conv(x, C)
      ^^^^^^^^^^ wrong-arguments
  out dense(erf(h), 1)
}
`,
      /`conv` takes an input, `channels`, `patch`\./,
    ],
    'an output of more than one neuron': [
      `
scale d
network f(x) {
  h = dense(x, d)
  out dense(erf(h), d)
                    ^ unsupported-network
}
`,
      /one neuron: `out dense\(…, 1\)`/,
    ],
    'a branch': [
      `
scale d
network f(x) {
  h = dense(x, d)
  g = dense(erf(h), d)
  out dense(erf(h), 1)
                ^ unsupported-network
}
`,
      /the layer before it, `g`: branches/,
    ],
    'an activation on the data': [
      `
scale d
network f(x) {
  h = dense(erf(x), d)
            ^^^ unsupported-network
  out dense(erf(h), 1)
}
`,
      /An activation on the data itself/,
    ],
    'two layers of one name': [
      `
scale d
network f(x) {
  h = dense(x, d)
  h = dense(erf(h), d)
  ^ declared-twice
  out dense(erf(h), 1)
}
`,
      /has a `h` already/,
    ],
    'a layer after the output': [
      `
scale d
network f(x) {
  h = dense(x, d)
  out dense(erf(h), 1)
  g = dense(erf(h), d)
  ^^^^^^^^^^^^^^^^^^^^ unsupported-network
}
`,
      /Nothing can follow the output/,
    ],
    'no hidden layer': [
      `
scale d
network f(x) {
        ^ unsupported-network
  out dense(x, 1)
}
`,
      /no hidden layer/,
    ],
    'an activation behind a module that has one': [
      `
scale d
scale L
network f(x) {
  a = attention(x, d)
  out dense(erf(a), 1)
            ^^^ unsupported-network
}
`,
      /`attention` has an activation of its own, `softmax`/,
    ],
    'a query of another degree than its key': [
      `
scale d
scale L
data x : sequence(L, d)
target y = He2(q . x.query) * (k . x) * (v . x)
network f(x) {
  a = attention(x, d)
  out dense(a, 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
      /a factor of degree 2 at the query does not go with 2 at the tokens/,
    ],
    'a query without a value': [
      `
scale d
scale L
data x : sequence(L, d)
target y = (q . x.query) * (k . x)
network f(x) {
  a = attention(x, d)
  out dense(a, 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
      /degree 1 at the query does not go with 1/,
    ],
    'attention on a target without a query': [
      `
scale d
scale L
data x : sequence(L, d)
target y = He3(w . x)
network f(x) {
  a = attention(x, d)
  out dense(a, 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
      /one factor of the target must be read at the query token/,
    ],
    'a degree that is raised behind a sum of patches': [
      `
scale d
scale S
scale W
data x : gaussian(d)
target y = He3(w . patch(x, S))
network f(x) {
  h1 = conv(x, d, S)
  h2 = conv(erf(h1), d, W)
  out dense(erf(h2), 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
      /`h2` may raise the degree of a feature behind a sum of patches/,
    ],
    'windows of another size than the patches of the target': [
      `
scale d
scale S
scale W
data x : gaussian(d)
target y = He3(w . patch(x, S))
network f(x) {
  h = conv(x, d, W)
  out dense(erf(h), 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
      /does not look at the patches or tokens of this target one by one/,
    ],
    'targets that are no sums of products': [
      `
scale d
data x : gaussian(d)
data z : gaussian(d)
target a = He2(w . x) * (w . x)
           ^^^^^^^^^^^^^^^^^^^^ unsupported-network
target b = He65(w . x)
           ^^^^^^^^^^^ unsupported-network
target c = He2(u . x) + He2(v . z)
                        ^^^^^^^^^^ unsupported-network
target e = (u . x.query) * (v . x)
           ^^^^^^^^^^^^^^^^^^^^^^^ unsupported-network
target g = (u . x) * (v . patch(x, d))
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ unsupported-network
target h = u . patch(x)
               ^^^^^^^^ wrong-arguments
`,
      /`w` occurs twice in a product/,
      /from 1 to 64/,
      /look at the same data/,
      /Only a sequence has a query token/,
      /the same patches of Gaussian data/,
      /`patch` takes the data and the number of coordinates/,
    ],
  };
  for (const [name, [text, ...messages]] of Object.entries(refusals))
    it(name, () => {
      const { document, diagnostics } = check(text);
      const said = [...document.diagnostics, ...diagnostics].sort((a, b) => a.start - b.start);
      assert.equal(said.length, messages.length);
      for (const [i, { message }] of said.entries()) assert.match(message, messages[i]!);
    });
});
