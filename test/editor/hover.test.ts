import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open, replace } from './workspace';
import { text } from './text';

describe('hovers', () => {
  let document: vscode.TextDocument;
  /** The Markdown of the hover at the first appearance of `part`. */
  const hover = (part: string) =>
    eventually(`a hover on ${part}`, async () => {
      const at = document.positionAt(document.getText().indexOf(part) + 1);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at,
      );
      const parts = hovers
        .flatMap((h) => h.contents as vscode.MarkdownString[])
        .map((content) => content.value);
      return parts.length > 0 ? parts.join('\n') : undefined;
    });
  /** The SVG texts of the pictures in a hover. */
  const pictures = (markdown: string) =>
    [...markdown.matchAll(/data:image\/svg\+xml[^,]*,([^\s)"|]+)/g)].map((m) =>
      decodeURIComponent(m[1] ?? ''),
    );

  /** What a hover says beside its pictures. */
  const words = (markdown: string) =>
    markdown.replace(/data:image\/svg\+xml[^\s)"|]+/g, '(picture)').replaceAll('\\', '');

  before(async () => {
    document = await open('hover.scale', text);
  });

  it('show the order of a fact as a picture of known size', async () => {
    const markdown = await hover('samples(p) ~ sqrt');
    const [picture] = pictures(markdown);
    assert.match(picture ?? '', /^<svg[^>]* width=.\d+[^>]* height=.\d+/);
    assert.match(picture ?? '', /<path/);
    assert.match(words(markdown), /\(picture\)\S* ?width="?\d+/);
  });

  it('stay far below the length at which VS Code cuts them', async () => {
    const markdown = await hover('samples(p) ~ sqrt');
    assert.ok(markdown.length < 100_000);
    for (const picture of pictures(markdown)) assert.ok(encodeURIComponent(picture).length < 20_000);
  });

  it('draw in a colour that the theme makes readable', async () => {
    const settings = vscode.workspace.getConfiguration('workbench');
    const { Light, Dark } = vscode.ColorThemeKind;
    try {
      for (const [theme, kind] of [
        ['Default Dark Modern', Dark],
        ['Default Light Modern', Light],
      ] as const) {
        await settings.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
        await eventually(theme, () => vscode.window.activeColorTheme.kind === kind || undefined);
        await eventually(`a picture for ${theme}`, async () => {
          const [picture] = pictures(await hover('samples(p) ~ sqrt'));
          const ink = /(?:fill|color)[=:]\s*['"]?#([0-9a-f]{6})/i.exec(picture ?? '')?.[1];
          assert.ok(ink, `no colour in ${picture?.slice(0, 200)}`);
          const [red = 0, green = 0, blue = 0] = ink.match(/../g)?.map((part) => parseInt(part, 16)) ?? [];
          const bright = red + green + blue > (3 * 255) / 2;
          return bright === (kind === Dark) || undefined;
        });
      }
    } finally {
      await settings.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('name the source of a rule', async () => {
    assert.match(words(await hover('samples(p) ~ sqrt')), /2512\.04165/);
  });

  it('carry what is written above a declaration', async () => {
    assert.match(words(await hover('d\nscale N')), /The input dimension\./);
  });

  it('stay while the text below is half typed', async () => {
    await replace(document, 'claim samples(p) ~ d^2 when N <= d', 'claim samples(p ~ sqrt(');
    assert.equal(pictures(await hover('samples(p) ~ sqrt')).length > 0, true);
  });
});
