import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { long, mistaken, quick, training } from './text';
import { eventually, open, replace, withoutAsking } from './workspace';

const network = `scale d
scale N = d^a, 0 <= a <= 2
data x : gaussian(d)
target y = He1(w . x)
network f(x) {
  h = dense(x, N)
  out dense(h, 1)
}
posterior p of f on y { ridge 1 }
`;
const proven = 'claim samples(p) ~ d when N >= d';
const refuted = 'claim samples(p) ~ d^2 when N <= d';
const empty = 'claim samples(p) ~ d when N <= d, N >> d';
const underivable = 'claim samples(q) ~ d';
const verify = 'verify samples(p) { d in 3 .. 6; N = d; seeds 2 }';

type State = 'passed' | 'failed' | 'errored' | 'skipped';

/** What test runs say, by the label of the test; each run goes on as it would. */
class Results {
  readonly states = new Map<string, State>();
  readonly messages = new Map<string, vscode.TestMessage>();
  readonly started = new Set<string>();
  output = '';
  runs = 0;
  private readonly create: vscode.TestController['createTestRun'];

  constructor(private readonly controller: vscode.TestController) {
    this.create = controller.createTestRun;
    controller.createTestRun = (...args) => this.watched(this.create.apply(controller, args));
  }

  restore(): void {
    this.controller.createTestRun = this.create;
  }

  private watched(run: vscode.TestRun): vscode.TestRun {
    this.runs += 1;
    const end = (state: State) => (item: vscode.TestItem, told?: unknown, ms?: number) => {
      this.states.set(item.label, state);
      if (told instanceof vscode.TestMessage) this.messages.set(item.label, told);
      (run[state] as (item: vscode.TestItem, told?: unknown, ms?: number) => void)(item, told, ms);
    };
    return Object.create(run, {
      started: {
        value: (item: vscode.TestItem) => {
          this.started.add(item.label);
          run.started(item);
        },
      },
      appendOutput: {
        value: (text: string, ...more: [vscode.Location?, vscode.TestItem?]) => {
          this.output += text;
          run.appendOutput(text, ...more);
        },
      },
      ...Object.fromEntries(
        (['passed', 'failed', 'errored', 'skipped'] as const).map((state) => [state, { value: end(state) }]),
      ),
    }) as vscode.TestRun;
  }
}

describe('the Test Explorer', () => {
  let controller: vscode.TestController;
  let results: Results;

  before(async () => {
    const extension = vscode.extensions.getExtension<{ tests: vscode.TestController }>(
      'powercount.powercount',
    );
    controller = (await extension?.activate())?.tests ?? assert.fail('no tests');
  });
  beforeEach(() => (results = new Results(controller)));
  afterEach(() => results.restore());

  const children = (item: { children: vscode.TestItemCollection } | undefined): vscode.TestItem[] =>
    [...(item?.children ?? [])]
      .map(([, child]) => child)
      .sort((a, b) => (a.sortText ?? a.label).localeCompare(b.sortText ?? b.label));
  const file = ({ uri }: vscode.TextDocument) => controller.items.get(uri.toString());
  const group = (document: vscode.TextDocument, name: string) => children(file(document)?.children.get(name));
  /** The tests of a kind, once there are so many. */
  const listed = (document: vscode.TextDocument, name: string, count: number) =>
    eventually(`${count} ${name}`, () => {
      const items = group(document, name);
      return items.length === count ? items : undefined;
    });
  const only = async (document: vscode.TextDocument): Promise<vscode.TestItem> =>
    (await listed(document, 'verifications', 1))[0] ?? assert.fail();
  /** VS Code's window hears of a test a moment after it is listed here, and until then does nothing. */
  const run = (command: string): Promise<unknown> => {
    const before = results.runs;
    return eventually('a run', async () => {
      await vscode.commands.executeCommand(command);
      return results.runs > before || undefined;
    });
  };
  const runFile = () => run('testing.runCurrentFile');
  /** Runs what stands at a part of the text, as the user does from its gutter. */
  const runAt = (document: vscode.TextDocument, part: string): Promise<unknown> => {
    const at = document.positionAt(document.getText().indexOf(part));
    const editor = vscode.window.visibleTextEditors.find((e) => e.document === document);
    if (editor) editor.selection = new vscode.Selection(at, at);
    return run('testing.runAtCursor');
  };

  it('lists claims and verifications under their file, in the order of the text, at their places', async () => {
    const document = await open('listed.scale', [network + refuted, verify, proven, ''].join('\n'));
    const claims = await listed(document, 'claims', 2);
    const text = ({ range }: vscode.TestItem) => document.getText(range);
    assert.deepEqual(claims.map(text), [refuted, proven]);
    assert.deepEqual(
      claims.map(({ description }) => description),
      ['does not follow', 'proven'],
    );
    assert.deepEqual((await listed(document, 'verifications', 1)).map(text), [verify]);
    assert.equal(file(document)?.label, 'listed.scale');
    assert.equal(results.runs, 0, 'nothing runs by itself');
  });

  it('lists files of the folder that are not open, and their tests when they are looked at', async () => {
    await controller.resolveHandler?.(undefined);
    const sample = children({ children: controller.items }).find(({ label }) => label === 'two-layer.scale');
    assert.ok(sample);
    await controller.resolveHandler?.(sample);
    assert.ok(children(sample.children.get('claims')).length > 0);
    assert.equal(
      vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === sample.id),
      false,
    );
  });

  it('passes a proven claim by its proof, and fails a refuted one by what is derived instead', async () => {
    const document = await open(
      'claims.scale',
      [network + proven, refuted, empty, underivable, ''].join('\n'),
    );
    await listed(document, 'claims', 4);
    await runFile();
    const label = (claim: string) => claim.slice('claim '.length);
    assert.deepEqual(
      [proven, refuted, empty, underivable].map((claim) => results.states.get(label(claim))),
      ['passed', 'failed', 'errored', 'errored'],
    );
    assert.match(results.output, /proven, no run needed: samples\(p\) ~ d when N >= d\r\n/);
    assert.match(results.output, /2512\.04165/);
    const { message, expectedOutput, actualOutput, location } =
      results.messages.get(label(refuted)) ?? assert.fail();
    assert.match(`${message as string}`, /^Does not follow: at N ~ /);
    assert.deepEqual([expectedOutput, actualOutput], ['samples(p) ~ d^2', 'samples(p) ~ d']);
    assert.equal(document.getText(location?.range), refuted);
    assert.match(`${results.messages.get(label(empty))?.message as string}`, /says nothing/);
  });

  it('keeps a claim over edits elsewhere, and marks its result as outdated when what it says has changed', async () => {
    const document = await open('edited.scale', [network + refuted, proven, ''].join('\n'));
    const [first, second] = await listed(document, 'claims', 2);
    await runFile();
    await replace(document, 'scale d', '// The dimension.\nscale d');
    await eventually('the new place', () => document.getText(first?.range) === refuted || undefined);
    assert.deepEqual(group(document, 'claims'), [first, second]);
    assert.equal(first?.description, 'does not follow');
    await replace(document, 'd^2 when', 'd when');
    await eventually('outdated', () => first?.description === 'outdated, now: proven' || undefined);
    assert.deepEqual(group(document, 'claims'), [first, second]);
    assert.equal(second?.description, 'proven');
    await runFile();
    assert.equal(first?.description, 'proven');
  });

  it('keeps what it lists while the text is half typed', async () => {
    const document = await open('typed.scale', [network + proven, verify, ''].join('\n'));
    const [claim] = await listed(document, 'claims', 1);
    const block = await only(document);
    await replace(document, verify, 'verify samples(p { d in');
    await replace(document, '{ ridge 1 }', '{ ridge ');
    await eventually(
      'the mistakes',
      () => vscode.languages.getDiagnostics(document.uri).length > 0 || undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.deepEqual([group(document, 'claims'), group(document, 'verifications')], [[claim], [block]]);
  });

  it('runs a block to its verdict, which is beside it from then on and outdated when the block has changed', async () => {
    const document = await open('run.scale', training('run') + quick);
    const block = await only(document);
    await runAt(document, 'verify');
    assert.equal(results.states.get(block.label), 'passed');
    assert.match(results.output, /predicted +exponent 0 in n\r\n/);
    assert.match(results.output, /consistent: /);
    await eventually('the verdict', () => /^consistent: /.test(block.description ?? '') || undefined);
    await replace(document, 'seeds 16', 'seeds 17');
    await eventually('outdated', () => /^outdated, consistent: /.test(block.description ?? '') || undefined);
    assert.deepEqual(group(document, 'verifications'), [block]);
  }).timeout(60_000);

  it('fails a block whose exponent is not what is expected, with both', async () => {
    const document = await open('expected.scale', training('expected') + mistaken);
    const block = await only(document);
    await runAt(document, 'verify');
    assert.equal(results.states.get(block.label), 'failed');
    const { expectedOutput, actualOutput, location } = results.messages.get(block.label) ?? assert.fail();
    assert.equal(expectedOutput, 'exponent 2 ± 0.25');
    assert.match(actualOutput ?? '', /^exponent -?\d\.\d\d \[-?\d\.\d\d, -?\d\.\d\d\]$/);
    assert.deepEqual(location?.range.start, block.range?.start);
  }).timeout(60_000);

  it('says why a block cannot be run', async () => {
    const document = await open('unplanned.scale', `${network}verify samples(p) { d in 9 .. 3; N = d }\n`);
    const block = await only(document);
    await runAt(document, 'verify');
    assert.equal(results.states.get(block.label), 'errored');
    assert.match(`${results.messages.get(block.label)?.message as string}`, /range/);
  });

  it('marks the result of another text as outdated, though the text that stands there was only cancelled', async () => {
    const document = await open('again.scale', training('again') + quick);
    const block = await only(document);
    await runAt(document, 'verify');
    await replace(document, quick, long);
    await withoutAsking(async () => {
      const run = runAt(document, 'verify');
      await eventually('work', () => /^running/.test(block.description ?? '') || undefined);
      await vscode.commands.executeCommand('testing.cancelRun');
      await run;
    });
    await eventually('cancelled', () => block.description === 'cancelled' || undefined);
    await replace(document, long, quick);
    await eventually('the verdict', () => /^consistent: /.test(block.description ?? '') || undefined);
    await runAt(document, 'verify');
    assert.equal(results.states.get(block.label), 'passed');
    const marked: unknown[] = [];
    const invalidate = controller.invalidateTestResults;
    controller.invalidateTestResults = (items) => {
      marked.push(...[items].flat());
      invalidate.call(controller, items);
    };
    try {
      await replace(document, quick, long);
      await eventually('cancelled again', () => block.description === 'cancelled' || undefined);
      assert.deepEqual(marked, [block]);
    } finally {
      controller.invalidateTestResults = invalidate;
    }
  }).timeout(60_000);

  it('is cancelled in the middle of a cell', async () => {
    const document = await open('long.scale', training('long') + long);
    const block = await only(document);
    await withoutAsking(async () => {
      const run = runAt(document, 'verify');
      await eventually('work', () => /^running/.test(block.description ?? '') || undefined);
      // Its first cells take longer than all tests may: what waited for one would not come to an end.
      await vscode.commands.executeCommand('testing.cancelRun');
      await run;
    });
    assert.ok(results.started.has(block.label));
    assert.equal(results.states.get(block.label), 'skipped');
  }).timeout(60_000);
});
