import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { codeLenses } from '../../../server/src/features/code-lens';
import { CANCEL_COMMAND, VERIFY_COMMAND, type RunState } from '../../../server/src/features/contract';
import { diagnostics } from '../../../server/src/features/diagnostics';
import { foldings } from '../../../server/src/features/folding';
import { formatting } from '../../../server/src/features/formatting';
import { hover } from '../../../server/src/features/hover';
import { librarySources } from '../../../server/src/features/library';
import { inlayHints, withTooltip } from '../../../server/src/features/inlay-hints';
import { outline } from '../../../server/src/features/outline';
import { plan } from '../../../server/src/features/plan';
import { quickFixes } from '../../../server/src/features/quick-fixes';
import { Runs } from '../../../server/src/features/runs';
import type { Snapshot } from '../../../server/src/features/snapshot';
import { format } from '../../../server/src/syntax/format';
import { durationText } from '../../../trainer/estimate';
import { check, LIBRARY_FOLDER, network, newWorkspace, runs, shown, theme } from './fixture';

const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
const verify = 'verify samples(p) { d in 8 .. 16; N = d; seeds 2 }\n';

describe('the outline', () => {
  it('lists declarations, claims and runs, and the layers of a network', async () => {
    const { snapshot } = await check(`${network}claim samples(p)\n  ~ d\n${verify}`);
    const symbols = outline(snapshot);
    assert.deepEqual(
      symbols.map((s) => s.name),
      ['d', 'N', 'x', 'y', 'f', 'p', 'samples(p) ~ d', 'samples(p)'],
    );
    assert.deepEqual(
      symbols.find((s) => s.name === 'f')?.children?.map((s) => [s.name, s.detail]),
      [
        ['h', 'dense(x, N)'],
        ['out', 'dense(erf(h), 1)'],
      ],
    );
  });

  it('lists the rules that a text declares', async () => {
    const { snapshot } = await check(
      'module m(input) of feature j {\n  units 1\n}\npattern q on layer of feature j { }\nactivation a { degrees 1 }\noptimizer o(e) { update 1 }\nparametrization r { }\nalignment g { }\nresource s { modes s }\n',
    );
    assert.deepEqual(
      outline(snapshot).map((s) => [s.name, s.detail]),
      [
        ['m', 'module'],
        ['q', 'pattern'],
        ['a', 'activation'],
        ['o', 'optimizer'],
        ['r', 'parametrization'],
        ['g', 'alignment'],
        ['s', 'resource'],
      ],
    );
  });

  it('keeps a selection inside its range, in broken text too', async () => {
    const { snapshot } = await check('scale\nlet = \nclaim\nnetwork f( { out\nverify {');
    for (const { range, selectionRange } of outline(snapshot)) {
      const at = (p: { line: number; character: number }): number => snapshot.text.offsetAt(p);
      assert.ok(at(range.start) <= at(selectionRange.start) && at(selectionRange.end) <= at(range.end));
    }
  });
});

describe('folding', () => {
  it('never folds code away with a comment behind it', async () => {
    const { snapshot } = await check(
      'scale d // one\nscale N // two\n  // three\n// four\nlet E = d // five\n// six\n',
    );
    const found = foldings(snapshot).map((f) => [f.startLine, f.endLine]);
    assert.deepEqual(found, [[2, 3]]);
  });

  it('folds blocks up to their brace, comments and statements of several lines', async () => {
    const { snapshot } = await check(
      '// one\n// two\nscale d\n/* a\nb */\nnetwork f(x) {\n  h = dense(x, d)\n}\nclaim d\n  ~ d\n// alone\n',
    );
    const found = foldings(snapshot).map((f) => [f.startLine, f.endLine, f.kind ?? 'code']);
    assert.deepEqual(found.sort(), [
      [0, 1, 'comment'],
      [3, 4, 'comment'],
      [5, 6, 'code'],
      [8, 9, 'code'],
    ]);
  });
});

describe('formatting', () => {
  it('indents as far as the editor does for a text of this language, whose ranges may be half open', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { configurationDefaults: { '[scale]': Record<string, unknown> } };
    };
    const defaults = contributes.configurationDefaults['[scale]'];
    const blanks = /^ +/m.exec(format('network f(x) {\nh = dense(x, d)\n}\n'))?.[0];
    assert.equal(defaults['editor.tabSize'], blanks?.length);
    assert.equal(defaults['editor.insertSpaces'], true);
    // It paints the brackets of half-open ranges, as in `(0, 1]`, in the colour of mistakes.
    assert.equal(defaults['editor.bracketPairColorization.enabled'], false);
  });

  it('changes the text into what the printer says, by one small edit', async () => {
    for (const source of [
      'scale   d\nscale N\n',
      'scale d\r\nscale   N\r\n',
      network,
      network.replace('  h =', 'h   ='),
      '\n\n\nscale d',
    ]) {
      const { snapshot, text } = await check(source);
      const [edit, ...others] = formatting(snapshot.text);
      assert.equal(others.length, 0);
      const offset = (p: { line: number; character: number }): number => snapshot.text.offsetAt(p);
      const after = edit
        ? text.slice(0, offset(edit.range.start)) + edit.newText + text.slice(offset(edit.range.end))
        : text;
      const wanted = format(text);
      assert.equal(after, text.includes('\r') ? wanted.replace(/\n/g, '\r\n') : wanted);
    }
  });
});

describe('diagnostics', () => {
  it('stand at their tokens, with code, severity and what they relate to', async () => {
    const { snapshot, ranges } = await check(`scale «d»\nscale «d»\nlet E = «M»\n«limit» d before e\n`);
    const found = diagnostics(snapshot);
    const twice = found.find((d) => d.code === 'declared-twice');
    assert.equal(twice && shown(twice.range), ranges[1]);
    assert.equal(shown(twice?.relatedInformation?.[0]?.location.range ?? assert.fail()), ranges[0]);
    const unknown = found.find((d) => d.code === 'unknown-name' && shown(d.range) === ranges[2]);
    assert.equal(unknown?.severity, 1);
    assert.equal(found.find((d) => shown(d.range) === ranges[3])?.severity, 2);
    assert.ok(found.every((d) => d.source === 'powercount'));
  });
});

describe('a module with the name of one of the library', () => {
  it('takes its place, and a warning says so', async () => {
    const { snapshot, ranges } = await check(
      'scale d\nmodule «dense»(input, width) of feature j {\n  units width\n  norm(units, j) = norm(input, j)\n}\n',
    );
    const found = diagnostics(snapshot).map((d) => [d.code, d.severity, shown(d.range)]);
    assert.deepEqual(found, [['overrides', 2, ranges[0]]]);
  });
});

describe('the library', () => {
  for (const { uri, document } of librarySources(LIBRARY_FOLDER))
    it(`has no mistakes when ${uri} is opened, and is not declared twice by it`, async () => {
      const workspace = newWorkspace();
      workspace.opened(uri, 1, document.text);
      const snapshot = await workspace.settled(uri);
      assert.deepEqual(snapshot && diagnostics(snapshot), []);
      assert.ok(snapshot?.names.some((name) => name.declares));
    });
});

describe('quick fixes', () => {
  it('mend a false claim, so that nothing is wrong any more', async () => {
    const { snapshot, text, cursor } = await check(`${network}claim samples(p) $0~ sqrt(N * d)\n`);
    const at = snapshot.text.positionAt(cursor);
    const fixes = quickFixes(snapshot, { start: at, end: at });
    assert.ok(fixes.length > 0);
    for (const { edit, title, diagnostics: about } of fixes) {
      assert.equal(about?.[0]?.code, 'claim-refuted');
      const [change] = edit?.changes?.[snapshot.uri] ?? [];
      assert.ok(change);
      const [start, end] = [
        snapshot.text.offsetAt(change.range.start),
        snapshot.text.offsetAt(change.range.end),
      ];
      const mended = await check(text.slice(0, start) + change.newText + text.slice(end));
      assert.deepEqual(diagnostics(mended.snapshot), [], title);
    }
  });

  it('are offered at their diagnostic only', async () => {
    const { snapshot } = await check(`${network}claim samples(p) ~ d^2 when N <= d\n`);
    const start = { line: 0, character: 0 };
    assert.deepEqual(quickFixes(snapshot, { start, end: start }), []);
  });
});

describe('inlay hints', () => {
  const labels = (snapshot: Snapshot, known = runs): string[] =>
    inlayHints(snapshot, whole, known).map((h) => String(h.label));

  it('write the order behind its statement and the outcome behind its claim', async () => {
    const { snapshot } = await check(
      `scale d\nscale N = d^a, a >= 1\nlet E = N*d + d\nclaim E ~ N*d\nclaim E ~ N\nclaim E ~ d when N << d\n`,
    );
    assert.deepEqual(labels(snapshot), ['~ N*d', '✓ proven', '✗ does not follow', '∅ says nothing']);
    const [first] = inlayHints(snapshot, whole, runs);
    assert.deepEqual(first?.position, { line: 2, character: 15 });
    const tooltip = first && (withTooltip(first, snapshot, theme).tooltip as { value: string }).value;
    assert.match(tooltip ?? '', /!\[/);
  });

  it('move nothing on a line that is being typed: they stand at its end', async () => {
    for (const block of ['{ ridge 1 }', '{\r\n  ridge 1\r\n}', '{  \n  ridge 1\n}  // all patterns']) {
      const { snapshot, text } = await check(network.replace('{ ridge 1 }', block));
      const [hint] = inlayHints(snapshot, whole, runs);
      const line = text.split(/\r?\n/)[hint?.position.line ?? -1] ?? '';
      assert.match(line, /^posterior p of f on y \{/);
      assert.equal(line.slice(hint?.position.character).trim(), '');
    }
  });

  it('are asked for by range', async () => {
    const { snapshot } = await check('scale d\nlet E = d\nlet F = d\n');
    const line = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
    assert.equal(inlayHints(snapshot, line, runs).length, 1);
  });
});

describe('runs', () => {
  const verdict: RunState['state'] = {
    kind: 'verdict',
    verdict: {
      status: 'consistent',
      along: 'd',
      predicted: '1',
      measured: { exponent: 1.04, low: 0.9, high: 1.2, level: 0.95 },
      margin: 0.25,
      points: [],
      reason: 'The interval lies around the prediction.',
      wouldDecide: 'more seeds.',
      seconds: 3,
      on: ['2 threads'],
    },
  };
  const titles = (snapshot: Snapshot, known: Runs): string[] =>
    codeLenses(snapshot, known).map((lens) => lens.command?.title ?? '');

  it('start by a lens on their block, with its address and place', async () => {
    const { snapshot, text } = await check(network + verify);
    const [lens] = codeLenses(snapshot, new Runs());
    assert.deepEqual(lens?.command, {
      title: '▶ Verify',
      command: VERIFY_COMMAND,
      arguments: [snapshot.uri, text.indexOf('verify')],
    });
    const answer = plan(snapshot, text.indexOf('verify') + 3);
    assert.ok('plan' in answer && answer.plan.sizes.length > 1);
    assert.ok('problem' in plan(snapshot, 0));
  });

  it('say before the click how long they take, no longer than their block allows', async () => {
    const { snapshot } = await check(network + verify);
    const seconds = (flopsPerSecond: number) => {
      const device = { name: '1 thread', flopsPerSecond, memory: 1e9 };
      return codeLenses(snapshot, new Runs(), device)[0]?.command?.title ?? '';
    };
    assert.equal(seconds(1e30), '▶ Verify · under 1 s on 1 thread');
    const { budget } = snapshot.analysis.verifications[0]?.plan ?? assert.fail();
    assert.equal(seconds(1), `▶ Verify · up to ${durationText(budget.seconds)} on 1 thread`);
  });

  it('say what their cells say so far, without a status that may turn', async () => {
    const known = new Runs();
    const { snapshot } = await check(network + verify);
    const hash = snapshot.analysis.verifications[0]?.plan?.source.hash ?? assert.fail();
    const state = { ...verdict, kind: 'running', message: '4%' } as const;
    known.set({ uri: snapshot.uri, hash, subject: 'samples(p)', state });
    assert.match(
      titles(snapshot, known)[0] ?? '',
      /running: 4%; so far 1\.04, between 0\.90 and 1\.20 — click/,
    );
    assert.deepEqual(
      inlayHints(snapshot, whole, known)
        .slice(1)
        .map((h) => h.label),
      ['so far: 1.04 [0.90, 1.20]'],
    );
  });

  it('say why there is no plan', async () => {
    const { snapshot, text } = await check(`${network}verify samples(p) { d in 9 .. 8; N = d }\n`);
    const answer = plan(snapshot, text.indexOf('verify'));
    assert.match('problem' in answer ? answer.problem : '', /range/);
  });

  it('show their state, and are outdated, never passed, when the text has changed', async () => {
    const known = new Runs();
    const { snapshot } = await check(network + verify);
    const [block] = snapshot.analysis.verifications;
    const { uri } = snapshot;
    const hash = block?.plan?.source.hash ?? assert.fail();
    const atEnd = () =>
      inlayHints(snapshot, whole, known)
        .slice(1)
        .map((h) => h.label);
    known.set({ uri, hash, subject: 'samples(p)', state: { kind: 'running', message: '4%' } });
    assert.deepEqual(codeLenses(snapshot, known)[0]?.command, {
      title: '$(loading~spin) running: 4% — click to cancel',
      command: CANCEL_COMMAND,
      arguments: [hash],
    });
    assert.deepEqual(atEnd(), []);
    known.set({ uri, hash, subject: 'samples(p)', state: { kind: 'cancelled' } });
    assert.equal(titles(snapshot, known)[0], '▶ Verify again (cancelled)');
    assert.deepEqual(atEnd(), []);
    known.set({ uri, hash, subject: 'samples(p)', state: verdict });
    assert.match(titles(snapshot, known)[0] ?? '', /consistent: measured 1\.04/);
    assert.deepEqual(atEnd(), ['consistent: 1.04 [0.90, 1.20]']);
    const shownBy = hover(snapshot, block?.statement.start ?? 0, theme, known);
    assert.match((shownBy?.contents as { value: string }).value, /\n\nWhat would decide: more seeds\.$/);

    const changed = await check(network.replace('He3', 'He5') + verify);
    // The same text at another address: runs belong to one.
    assert.equal(titles(changed.snapshot, known)[0], '▶ Verify');
    const other = changed.snapshot.analysis.verifications;
    const run = other[0] && known.of(uri, other[0], other);
    assert.deepEqual(run, { state: verdict, outdated: true });
  });

  it('of which only the newest are kept', () => {
    const known = new Runs();
    const block = { statement: undefined as never, text: 'samples(p)' };
    for (let i = 0; i < 1000; i++)
      known.set({ uri: 'file:///a', hash: `${i}`, subject: 'samples(p)', state: { kind: 'cancelled' } });
    const planned = (hash: string) => ({ ...block, plan: { source: { hash } } as never });
    assert.equal(known.of('file:///a', planned('999'), [])?.outdated, false);
    assert.equal(known.of('file:///a', planned('1'), [])?.outdated, true);
  });
});
