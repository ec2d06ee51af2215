/** Reads of an untyped payload outside of its worker: listeners, dashboards, scripts that look at jobs. */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { isOpaque, lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { declaredByAdapter } from '../sites/known-symbols.js';
import { identifiersIn } from './names.js';

/**
 * @param known functions whose jobs are known to come from some queue, and nodes that are read knowingly
 * @returns a read of this property from a job that may be any queue's; a typed payload is its type's own business
 */
export function strayRead(
  host: Host,
  adapter: QueueAdapter,
  property: string,
  known: { readonly functions: ReadonlySet<ts.Node>; readonly nodes: ReadonlySet<ts.Node> },
): ts.Node | undefined {
  const { ts } = host;
  const payload = adapter.jobPayload;
  if (payload === undefined) return undefined;
  const word = new RegExp(String.raw`\b${property.replaceAll('$', String.raw`\$`)}\b`, 'u');
  for (const file of ownFiles(host.program)) {
    if (!word.test(file.text) || !file.text.includes(payload)) continue;
    for (const identifier of identifiersIn(ts, file)) {
      if (identifier.text !== property) continue;
      const { parent } = identifier;
      const owner = ownerOf(ts, identifier);
      if (!owner || known.nodes.has(parent) || isInside(parent, known.functions)) continue;
      if (isUntypedPayload(host, adapter, owner, payload)) return parent;
    }
  }
  return undefined;
}

/** What a property is read from: `job.data` in `job.data.user` and in `const { user } = job.data`. */
function ownerOf(compiler: typeof ts, identifier: ts.Identifier): ts.Expression | undefined {
  const { parent } = identifier;
  if (compiler.isPropertyAccessExpression(parent) && parent.name === identifier) return parent.expression;
  if (!compiler.isBindingElement(parent) || (parent.propertyName ?? parent.name) !== identifier)
    return undefined;
  const holder = parent.parent.parent;
  return compiler.isVariableDeclaration(holder) ? holder.initializer : undefined;
}

function isUntypedPayload(
  host: Host,
  adapter: QueueAdapter,
  written: ts.Expression,
  payload: string,
): boolean {
  const { ts } = host;
  const owner = bare(ts, written);
  if (!ts.isPropertyAccessExpression(owner) || owner.name.text !== payload) return false;
  const own = typeAt(host, owner);
  const job = typeAt(host, owner.expression);
  if (!own || !job || !isOpaque(host, own)) return false;
  return lineage(host, host.checker.getNonNullableType(job)).some((declaration) => {
    const named =
      ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration) ? declaration.name : undefined;
    const symbol = named && symbolAt(host, named);
    return (
      symbol !== undefined &&
      adapter.jobTypes?.includes(symbol.name) === true &&
      declaredByAdapter(host, adapter, symbol)
    );
  });
}

function isInside(node: ts.Node, functions: ReadonlySet<ts.Node>): boolean {
  for (let at = node as ts.Node | undefined; at; at = at.parent as ts.Node | undefined)
    if (functions.has(at)) return true;
  return false;
}
