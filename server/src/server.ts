import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { librarySources } from './features/library';
import { register } from './features/register';

// Entry of the language server on Node: `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME`.
const connection = createConnection(ProposedFeatures.all);
register(connection, librarySources(join(__dirname, 'library')));
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => connection.console.error(`${event}: ${String(error)}`));
connection.listen();
