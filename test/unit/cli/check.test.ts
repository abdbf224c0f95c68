import assert from 'node:assert/strict';
import { bundle, folderWith, powercount } from './program';

describe('powercount check', () => {
  before(bundle);

  const clean = 'scale d\nscale N = d^a, a >= 1\nlet E = minimize over M in [1, N] of M*d + N/M\n';
  const cwd = folderWith({
    'clean.scale': `${clean}claim E ~ sqrt(N*d)\n`,
    'false.scale': `${clean}\tclaim E ~ N\n`,
    'broken.scale': 'scale d\nlet E = d *\n',
    'warned.scale': 'scale d\nlet E = d\nclaim E ~ d^2 when d << 1\n',
    'main.scale': 'import "clean.scale"\nclaim E ~ sqrt(N*d)\n',
    'lost.scale': 'scale d\nimport "nowhere.scale"\n',
  });

  it('ends with 0 where everything follows, and says how much', () => {
    const { status, out, err } = powercount(cwd, 'check', 'clean.scale');
    assert.deepEqual([status, err], [0, '']);
    assert.equal(out, '1 file, 0 errors, 0 warnings, 1 of 1 claim proven\n');
  });

  it('takes a warning for no error', () => {
    const { status, out } = powercount(cwd, 'check', 'warned.scale');
    assert.match(out, /^warned\.scale:3:\d+: warning claim-empty: /);
    assert.equal(status, 0);
  });

  it('shows a refuted claim where it stands, with carets below it past a tab', () => {
    const { status, out } = powercount(cwd, 'check', 'false.scale');
    const [head, source, carets] = out.split('\n');
    assert.match(head!, /^false\.scale:4:8: error claim-refuted: Does not follow: at N ~ /);
    assert.equal(source, '4 | \tclaim E ~ N');
    assert.equal(carets, '  | \t      ^^^^^');
    assert.equal(status, 1);
  });

  it('goes through several files and counts them together', () => {
    const { status, out } = powercount(cwd, 'check', 'clean.scale', 'broken.scale', 'false.scale');
    assert.match(out, /^broken\.scale:2:\d+: error expected-expression: /);
    assert.match(out, /\n3 files, 2 errors, 0 warnings, 1 of 2 claims proven\n$/);
    assert.equal(status, 1);
  });

  it('prints JSON with places from 1', () => {
    const { status, out } = powercount(cwd, 'check', '--json', 'false.scale');
    const [only, ...others] = JSON.parse(out);
    const { file, line, column, endLine, endColumn, severity, code } = only;
    assert.deepEqual(others, []);
    assert.deepEqual([file, line, column, endLine, endColumn], ['false.scale', 4, 8, 4, 13]);
    assert.deepEqual([severity, code, status], ['error', 'claim-refuted', 1]);
  });

  it('reads imports from the folder of the text, not from where it is called', () => {
    const { status, out } = powercount('/', 'check', `${cwd}/main.scale`);
    assert.deepEqual([status, out], [0, '1 file, 0 errors, 0 warnings, 1 of 1 claim proven\n']);
    assert.match(powercount(cwd, 'check', 'lost.scale').out, /^lost\.scale:2:8: error not-found: /);
  });

  it('says plainly what it cannot do, in one line, and ends with 2', () => {
    const cases: [string[], RegExp][] = [
      [['check', 'missing.scale'], /missing\.scale: there is no such file/],
      [['check', '.'], /\.: it is a folder/],
      [['check'], /check takes at least one file/],
      [['check', '--jsn', 'clean.scale'], /unknown option '--jsn'/],
      [['chek', 'clean.scale'], /there is no command chek/],
    ];
    for (const [words, message] of cases) {
      const { status, out, err } = powercount(cwd, ...words);
      assert.deepEqual([status, out], [2, ''], words.join(' '));
      assert.match(err, message);
      assert.match(err, /^powercount: .*\n$/);
    }
  });

  it('prints its version, and its help where nothing is asked', () => {
    assert.match(powercount(cwd, '--version').out, /^\d+\.\d+\.\d+\n$/);
    const { status, err } = powercount(cwd);
    assert.equal(err, powercount(cwd, '--help').out);
    assert.equal(status, 2);
  });
});
