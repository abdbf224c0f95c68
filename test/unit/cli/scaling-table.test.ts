import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { skip } from '../../skip';
import { bundle, folderWith, powercount } from './program';
import { resnet, transformer, words } from './training-texts';
import { torchPython } from '../torch';

describe('powercount derive --table', () => {
  before(bundle);

  const cwd = folderWith({
    'transformer.scale': transformer,
    'resnet.scale': resnet,
    'words.scale': words,
    'none.scale': 'scale n\nlet E = n\n',
  });
  const table = (...options: string[]): string => {
    const { status, out, err } = powercount(cwd, 'derive', '--table', ...options);
    assert.deepEqual([status, err], [0, '']);
    return out;
  };
  /** Rows of the Markdown table, without its head. */
  const rows = (out: string): string[][] =>
    [...out.matchAll(/^\| (.*) \|$/gm)]
      .slice(2)
      .map(([, cells]) => cells!.split('|').map((cell) => cell.trim().replaceAll('`', '')));

  // arXiv:2505.01618, Table 1, with alpha = 1.
  it('groups weights by kind and place as published tables do', () => {
    assert.deepEqual(rows(table('transformer.scale')), [
      ['embedding, input weights: h', '1', '1', '1', '1', '1/m_n', '1'],
      [
        'hidden weights in blocks: q, k, v, h_branch, u, h_2',
        '1',
        '1/m_n',
        '1/sqrt(m_n)',
        '1/m_n',
        '1/(m_L*m_n)',
        'm_n',
      ],
      ['biases and norm gains in blocks: a_gain, u_gain, u_bias', '1', '1', '1', '1', '1/(m_L*m_n)', '1'],
      ['biases and norm gains behind blocks: out_gain', '1', '1', '1', '1', '1/m_n', '1'],
      ['output weights: out', '1/m_n', '1', '1', '1', '1/m_n', '1'],
    ]);
    const out = table('transformer.scale');
    assert.match(out, /`m_n = n\/n_base`, `m_L = L\/L_base`, `m_D = D\/D_base`/);
    assert.match(out, /^- Multiplier of branches of h: `1\/m_L`\.$/m);
    assert.match(out, /^- Multiplier of logits in h: `1\/m_D`\.$/m);
    assert.match(out, /^- `stable\(t\) everywhere`\.$/m);
  });

  it('prints by region what has no one factor, and is fixed by --at', () => {
    const open = table('resnet.scale', '--training', 'r');
    const [, hidden = []] = rows(open);
    assert.deepEqual(hidden[4]?.split('; ').toSorted(), [
      '1/m_n when g >= 1',
      'm_L^(g - 1)/m_n when 1/2 <= g <= 1',
    ]);
    assert.match(open, /differ by region.*`--at`, which takes values of g\.$/m);
    assert.doesNotMatch(open, /```|residual/);
    const fixed = table('resnet.scale', '--training', 'r', '--at', 'g=1/2');
    assert.deepEqual(rows(fixed)[1]!.slice(1), [
      '1',
      '1/m_n',
      '1/sqrt(m_n)',
      '1/(m_n*sqrt(m_L))',
      '1/(m_n*sqrt(m_L))',
      'm_n',
    ]);
    assert.match(fixed, /^## r: resnet under adam, mup, at g = 1\/2$/m);
    assert.match(fixed, /^- `stable\(r\) everywhere`\.$/m);
    const unstable = table('resnet.scale', '--training', 'r', '--at', 'g=0');
    assert.match(unstable, /^- `stable\(r\) nowhere`\.$/m);
    assert.match(unstable, /^- `-`: its sizes are no powers/m);
  });

  it('says what it cannot do', () => {
    const refused = (...options: string[]): string => {
      const { status, err } = powercount(cwd, 'derive', ...options);
      assert.equal(status, 2);
      return err;
    };
    assert.match(refused('none.scale', '--table'), /the text has no training/);
    assert.match(refused('resnet.scale', '--table', '--training', 'q'), /no training q; there are: r, s/);
    assert.match(refused('resnet.scale', '--table', '--json'), /--table does not go with --json/);
    assert.match(refused('resnet.scale', '--training', 'r'), /--training chooses what --table prints/);
    assert.match(refused('resnet.scale', '--table', '--at', 'h=1'), /no free exponent or scale h/);
    assert.match(refused('resnet.scale', '--table', '--at', 'L=-1'), /does not allow these values/);
  });

  describe('its Python', () => {
    /** What the snippet of a table prints when this follows it. */
    function python(
      context: Mocha.Context,
      markdown: string,
      then: string,
      interpreter = 'python3',
    ): unknown {
      const snippet = /```python\n([^]*?)```/.exec(markdown)?.[1];
      assert.ok(snippet);
      const { error, status, stdout, stderr } = spawnSync(interpreter, ['-B', '-'], {
        input: `${snippet}\nimport json\n${then}\n`,
        encoding: 'utf8',
      });
      if (error) skip(context, 'there is no python3');
      assert.equal(status, 0, stderr);
      return JSON.parse(stdout);
    }

    // Four times as wide and twice as deep, by the table above.
    const sizes = 'n=1024, n_base=256, L=8, L_base=4, D=64, D_base=64';
    const names = ['h.weight', 'blocks.0.q.weight', 'blocks.1.q.weight', 'blocks.0.u.bias', 'out.weight'];

    it('makes parameter groups', function () {
      const groups = python(
        this,
        table('transformer.scale'),
        `print(json.dumps(parameter_groups([(name, name) for name in ${JSON.stringify(names)}], lr=1.0, eps=1.0, weight_decay=1.0, ${sizes})))`,
      );
      const group = (name: string, params: string[], lr: number, eps: number, weight_decay: number) => ({
        ...{ name, params, lr, eps, weight_decay },
      });
      assert.deepEqual(groups, [
        group('h', ['h.weight'], 1, 1 / 4, 1),
        group('q', ['blocks.0.q.weight', 'blocks.1.q.weight'], 1 / 4, 1 / 8, 4),
        group('u_bias', ['blocks.0.u.bias'], 1, 1 / 8, 1),
        group('out', ['out.weight'], 1, 1 / 4, 1),
      ]);
    });

    it('draws weights, knows the multipliers, and names what it does not know', function () {
      const said = python(
        this,
        table('transformer.scale'),
        [
          'class Data:',
          '    def normal_(self, mean, std): self.drawn = ["normal", mean, std]',
          '    def fill_(self, value): self.drawn = ["fill", value]',
          'class Parameter:',
          '    def __init__(self): self.data = Data()',
          'parameters = [(name, Parameter()) for name in ["q.weight", "out_norm.weight"]]',
          `initialize(parameters, std=0.02, ${sizes})`,
          'try: weight_of("lm_head.weight")',
          'except KeyError as error: unknown = str(error)',
          `print(json.dumps([[p.data.drawn for _, p in parameters], multipliers(${sizes}), scalings(${sizes})["out"]["multiplier"], unknown]))`,
        ].join('\n'),
      );
      const [drawn, multipliers, output, unknown] = said as [unknown, unknown, number, string];
      assert.deepEqual(drawn, [
        ['normal', 0, 0.01],
        ['fill', 1],
      ]);
      assert.deepEqual(multipliers, { 'branches of h': 1 / 2, 'logits in h': 1 });
      assert.equal(output, 1 / 4);
      assert.match(unknown, /lm_head\.weight: add its ending to PARAMETERS/);
    });

    it('takes exponents that are left free as arguments', function () {
      const open = table('resnet.scale', '--training', 's');
      assert.match(open, /^- Free: g\. `--at g=\S+` fixes values\.$/m);
      const lr = python(
        this,
        open,
        'print(json.dumps(scalings(n=4, n_base=1, L=16, L_base=1, g=0.5)["u"]["lr"]))',
      );
      assert.equal(lr, 1 / 16);
    });

    it('gets along with names that Python or itself has other uses for', function () {
      const factors = python(
        this,
        table('words.scale'),
        'print(json.dumps(scalings(lambda_=8, lambda__base=2, lr_=6, lr__base=3, m_lr=5, m_lr_base=1)["v"]["lr"]))',
      );
      // fan_out/fan_in of v: lr over lambda.
      assert.equal(factors, 2 / 4);
    });

    it('feeds optimizers of PyTorch', function () {
      const interpreter = torchPython(this);
      const said = python(
        this,
        table('transformer.scale'),
        [
          'import torch',
          'model = torch.nn.ModuleDict({"h": torch.nn.Embedding(8, 16), "q": torch.nn.Linear(16, 16, bias=False), "out_norm": torch.nn.RMSNorm(16)})',
          `optimizer = torch.optim.AdamW(parameter_groups(model.named_parameters(), lr=1e-2, eps=1e-8, weight_decay=0.1, ${sizes}))`,
          `initialize(model.named_parameters(), std=1.0, ${sizes})`,
          'model["out_norm"](model["q"](model["h"](torch.arange(8)))).square().sum().backward()',
          'optimizer.step()',
          'print(json.dumps([[g["lr"], g["eps"], g["weight_decay"]] for g in optimizer.param_groups]))',
        ].join('\n'),
        interpreter,
      );
      assert.deepEqual(said, [
        [1e-2, 1e-8 / 4, 0.1],
        [1e-2 / 4, 1e-8 / 8, 0.4],
        [1e-2, 1e-8 / 4, 0.1],
      ]);
    });
  });
});
