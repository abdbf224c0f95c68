import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// A room may import only what docs/architecture.md allows it to know; the linter holds the walls up.
const room = (files, forbidden, why) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message: why }] }] },
});

export default tseslint.config(
  { ignores: ['node_modules/**', 'dist/**', 'out/**', '.cache/**', 'trainer/embedded/kernels/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['scripts/**/*.mjs', '*.mjs', 'client/panel/**'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly', exports: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  room(
    ['server/src/orders/**'],
    ['**/syntax/**', '**/analysis/**', '**/typeset/**', '**/features/**', 'vscode*', 'node:*'],
    'orders knows nothing else',
  ),
  room(
    ['server/src/syntax/**'],
    ['**/orders/**', '**/analysis/**', '**/typeset/**', '**/features/**', 'vscode*', 'node:*'],
    'syntax knows nothing else',
  ),
  room(
    ['server/src/analysis/**'],
    ['**/typeset/**', '**/features/**', 'vscode*', 'node:*'],
    'analysis is a pure function of the documents: no protocol, no I/O',
  ),
  room(
    ['server/src/typeset/**'],
    ['**/analysis/**', '**/features/**', '**/syntax/**', 'vscode*'],
    'typeset knows orders only',
  ),
  room(
    ['client/**'],
    [
      '**/server/src/orders/**',
      '**/server/src/syntax/**',
      '**/server/src/analysis/**',
      '**/server/src/typeset/**',
    ],
    'the client talks to the server through the protocol',
  ),
  room(
    ['client/panel/**'],
    [
      ...['orders', 'syntax', 'analysis', 'typeset'].map((other) => `**/server/src/${other}/**`),
      ...['**/features/*', '!**/features/panel-contract', '../src/*', '**/trainer/**', 'vscode*', 'node:*'],
    ],
    'the page knows the typed contract and how to draw, and nothing else',
  ),
  room(
    ['plot/**'],
    ['**/server/**', '**/client/**', '**/trainer/**', 'vscode*', 'node:*'],
    'plot draws its own data with the plotting library and a document that it is given',
  ),
  room(
    ['trainer/**'],
    ['**/server/**', '**/client/**', 'vscode*'],
    'the trainer knows plans and results only',
  ),
);
