/** Who reads finished tasks or their results. */
import type ts from 'typescript';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import { declaredByAdapter } from './known-symbols.js';

const cache = new WeakMap<ts.Program, Map<string, ts.Node | undefined>>();

/**
 * @returns a place in the program that reads results of this library's tasks, `undefined` when there is none. A dashboard
 * shows tasks but reads no result; asking for a task's state by id does not read its result either.
 */
export function resultReader(host: Host, adapter: QueueAdapter): ts.Node | undefined {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<string, ts.Node | undefined>()));
  if (!known.has(adapter.id)) known.set(adapter.id, findReader(host, adapter));
  return known.get(adapter.id);
}

function findReader(host: Host, adapter: QueueAdapter): ts.Node | undefined {
  const { ts } = host;
  const members = new Set(
    (adapter.results?.readers ?? []).map((reader) => reader.split('.').at(-1) ?? reader),
  );
  const mentions = [...members];
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (found) return;
    const name = ts.isPropertyAccessExpression(node)
      ? node.name
      : ts.isBindingElement(node)
        ? (node.propertyName ?? node.name)
        : undefined;
    if (name && ts.isIdentifier(name) && members.has(name.text)) {
      const symbol = symbolAt(host, name);
      if (symbol && declaredByAdapter(host, adapter, symbol)) {
        found = node;
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const file of ownFiles(host.program)) {
    if (mentions.some((member) => file.text.includes(member))) visit(file);
    if (found) return found;
  }
  return undefined;
}
