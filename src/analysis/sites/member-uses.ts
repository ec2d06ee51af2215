/** Where a program uses members of a library, by their declaration. */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { declaredByAdapter } from './known-symbols.js';

/** @returns each `receiver.member` whose member is declared by the adapter's library and has one of these names. */
export function memberUses(
  host: Host,
  adapter: QueueAdapter,
  names: readonly string[],
): readonly ts.PropertyAccessExpression[] {
  const { ts } = host;
  const found: ts.PropertyAccessExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && names.includes(node.name.text)) {
      const symbol = symbolAt(host, node.name);
      if (symbol && declaredByAdapter(host, adapter, symbol)) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of ownFiles(host.program)) {
    if (names.some((name) => file.text.includes(name))) visit(file);
  }
  return found;
}
