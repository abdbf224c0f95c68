import assert from 'node:assert/strict';
import fc from 'fast-check';
import { page, readMessage, readState } from '../../../client/src/panel-page';

const state = {
  uri: 'file:///a.scale',
  offset: 3,
  subject: 'samples(p)',
  point: { a: '3/2' },
  chosen: true,
  axes: ['a'],
};

describe("the derivation panel's page", () => {
  it('runs one script, and loads styles and fonts from its own folder only', () => {
    const html = page(
      { script: 'vscode://x/main.js', style: 'vscode://x/main.css', source: 'vscode://x' },
      'abc',
    );
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    const rules = new Map(
      policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
    );
    assert.equal(rules.get('default-src'), "'none'");
    assert.equal(rules.get('script-src'), "'nonce-abc'");
    assert.equal(rules.get('style-src'), 'vscode://x');
    assert.equal(rules.get('font-src'), 'vscode://x');
    assert.doesNotMatch(policy, /unsafe|https?:|\*|data:/);
    assert.equal([...html.matchAll(/<script/g)].length, 1);
    assert.doesNotMatch(html, / on\w+=|<style| style=/);
  });

  it('may say what it may say', () => {
    const messages = [
      { kind: 'ready' },
      { kind: 'ready', state },
      { kind: 'move', move: { kind: 'by', by: [1, -2] } },
      { kind: 'move', move: { kind: 'set', values: { a: '3/2' } } },
      { kind: 'axes', axes: ['a', 'b'] },
      { kind: 'verify', offset: 12 },
      { kind: 'cancel', hash: '75c8989e02098123' },
    ];
    for (const message of messages) assert.deepEqual(readMessage(message), message);
  });

  it('may say nothing else', () => {
    const wrong: unknown[] = [
      ...[undefined, null, 7, 'ready', [], {}, { kind: 'open', path: '/etc/passwd' }],
      { kind: 'move' },
      { kind: 'move', move: { kind: 'by', by: [0.5, 1] } },
      { kind: 'move', move: { kind: 'by', by: [1, 2, 3] } },
      { kind: 'move', move: { kind: 'by', by: [1e9] } },
      { kind: 'move', move: { kind: 'set', values: { a: 3 } } },
      { kind: 'move', move: { kind: 'set', values: { a: '1'.repeat(41) } } },
      { kind: 'axes', axes: ['a', 'b', 'c'] },
      { kind: 'axes', axes: 'ab' },
      { kind: 'verify' },
      { kind: 'verify', offset: -1 },
      { kind: 'verify', offset: '12' },
      { kind: 'cancel' },
      { kind: 'cancel', hash: 'a'.repeat(201) },
    ];
    for (const message of wrong) assert.equal(readMessage(message), undefined, JSON.stringify(message));
    // A page without a usable state starts afresh; what is no part of a state is dropped.
    for (const [key, value] of Object.entries({
      uri: 7,
      offset: 0.5,
      subject: null,
      point: [1],
      chosen: 1,
      axes: [1],
    }))
      assert.deepEqual(
        readMessage({ kind: 'ready', state: { ...state, [key]: value } }),
        { kind: 'ready' },
        key,
      );
    assert.deepEqual(readState({ ...state, more: 'x' }), state);
  });

  it('is never trusted, whatever it says', () => {
    const kinds = fc.constantFrom('ready', 'move', 'axes', 'set', 'by', 'verify', 'cancel');
    const message = fc.record(
      {
        kind: kinds,
        state: fc.anything(),
        move: fc.record({ kind: kinds, by: fc.anything(), values: fc.anything() }),
        axes: fc.anything(),
        offset: fc.anything(),
        hash: fc.anything(),
      },
      { requiredKeys: ['kind'] },
    );
    fc.assert(
      fc.property(fc.oneof(message, fc.anything()), (data) => {
        const read = readMessage(data);
        assert.ok(read === undefined || JSON.stringify(read).length < 20_000);
      }),
    );
  });
});
