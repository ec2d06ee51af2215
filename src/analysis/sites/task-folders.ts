/** Folders whose files are tasks: those that the program names to a library (`run({ taskDirectory: `${__dirname}/tasks` })`). */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { guarded } from '../program/symbols.js';
import { conventions, declaredByAdapter } from './known-symbols.js';

const known = new WeakMap<ts.Program, Map<string, readonly string[]>>();

/** @returns whether the program names such a folder to one of its libraries. */
export function hasTaskFolders(host: Host): boolean {
  return conventions(host).some(
    ({ adapter, locator }) => locator.kind === 'file' && foldersOf(host, adapter, locator.option).length > 0,
  );
}

/** @returns the task's name if a file stands in such a folder. */
export function taskFileName(
  host: Host,
  adapter: QueueAdapter,
  option: string,
  file: string,
): string | undefined {
  const at = /(?:^|\/)([^/]+)\/([^/]+)\.[cm]?[jt]s$/u.exec(file);
  const [, folder = '', name] = at ?? [];
  return foldersOf(host, adapter, option).includes(folder) ? name : undefined;
}

/** Last part of each folder that an option of the library is given. */
function foldersOf(host: Host, adapter: QueueAdapter, option: string): readonly string[] {
  let byAdapter = known.get(host.program);
  if (!byAdapter) known.set(host.program, (byAdapter = new Map<string, readonly string[]>()));
  let folders = byAdapter.get(adapter.id);
  if (!folders) {
    folders = ownFiles(host.program)
      .filter(({ text }) => text.includes(option))
      .flatMap((file) => foldersIn(host, adapter, option, file));
    byAdapter.set(adapter.id, folders);
  }
  return folders;
}

function foldersIn(
  host: Host,
  adapter: QueueAdapter,
  option: string,
  file: ts.SourceFile,
): readonly string[] {
  const { ts } = host;
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === option) {
      // The built program's folder has the name of the source's; what stands before it differs.
      const folder = /([\w-]+)\W*$/u.exec(node.initializer.getText())?.[1];
      if (folder !== undefined && isOption(host, adapter, node)) found.push(folder);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The property is one of the library's own options. */
function isOption(host: Host, adapter: QueueAdapter, node: ts.PropertyAssignment): boolean {
  const type = guarded(() => host.checker.getContextualType(node.parent));
  const symbol = type && host.checker.getPropertyOfType(type, node.name.getText());
  return symbol !== undefined && declaredByAdapter(host, adapter, symbol);
}
