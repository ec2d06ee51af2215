/** Loads the rows of a payload in every function of the worker that reads them. */
import type ts from 'typescript';
import { identifiersIn, isBinding } from '../analysis/behaviour/names.js';
import type { PayloadUses } from '../analysis/behaviour/payload-use.js';
import { isServed } from '../analysis/payload/entity-tasks.js';
import { chosenHandle } from '../analysis/payload/chosen-handle.js';
import { entityExport, knownAs } from '../analysis/payload/entity-names.js';
import { findHandle, type Handle } from '../analysis/payload/handles.js';
import { columnsOf } from '../analysis/payload/models/index.js';
import { deletesByStatement } from '../analysis/payload/orm-calls.js';
import type { Host } from '../analysis/program/host.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import { isSkip, type Rewrite, type Skip, type TextEdit } from './edit.js';
import { importName } from './import-name.js';
import { injectHandle } from './inject-handle.js';
import { takenByPosition } from './list-order.js';
import { loadRows, type RowRead, type WantedRow } from './load-entity.js';
import { loadText } from './load-text.js';
import { makeAsync } from './make-async.js';
import type { Row } from './pass-ids.js';
import { refuse } from './refuse.js';
import { repeatedOptions, type RepeatedQuery } from './repeat-query.js';
import { importValue, joinImports } from './value-import.js';

/** @returns the edits in the worker and the functions that it hands its payload to. */
export function loadInWorker(
  host: Host,
  rows: readonly Row[],
  uses: PayloadUses,
  names: ReadonlySet<string>,
): readonly TextEdit[] | Skip {
  const byFunction = new Map<FunctionWithBody, WantedRow[]>();
  const edits: TextEdit[] = [];
  for (const row of rows) {
    const reads = readsOf(host, row, uses, names);
    if ('skip' in reads) return reads;
    const nodes = reads.flatMap((group) => group.reads.map(({ node }) => node));
    const extras = repeatedOptions(host, row.slot.model, row.findings, nodes);
    if ('skip' in extras) return extras;
    for (const { fn, reads: own } of reads) {
      if (own.every(({ key }) => key)) {
        byFunction.set(fn, [
          ...(byFunction.get(fn) ?? []),
          { slot: row.slot, reads: own, load: (key) => key, result: 'row' },
        ]);
        continue;
      }
      const gone = row.findings.find(({ node }) => deletesByStatement(host, node, row.slot.model));
      if (gone) {
        return refuse(
          gone.node,
          'row-deleted',
          `This ${gone.entity} is deleted before the worker could load it; send what the worker needs of it.`,
        );
      }
      const chosen = row.findings.find((finding) => chosenHandle(host, finding));
      if (chosen) {
        return refuse(
          chosen.node,
          'no-handle',
          `This ${chosen.entity} comes from a handle that is chosen at run time (another database or schema), which the worker would have to choose alike; load it by hand.`,
        );
      }
      const position = row.slot.many ? takenByPosition(host, row.findings, nodes) : undefined;
      if (position) {
        return refuse(
          position,
          'worker-shape',
          'The worker takes a row by its position, and rows that are loaded by their keys come in no order; send the one it needs.',
        );
      }
      const loader = loaderOf(host, fn, row, extras);
      if ('skip' in loader) return loader;
      edits.push(...loader.edits);
      const wanted = { slot: row.slot, reads: own, load: loader.load, result: loader.result };
      byFunction.set(fn, [...(byFunction.get(fn) ?? []), wanted]);
    }
  }
  for (const [fn, wanted] of byFunction) {
    const calls = uses.readers.find((reader) => reader.fn === fn)?.calls ?? [];
    const waits = wanted.some(({ reads }) => reads.some(({ key }) => !key));
    const changes: Rewrite[] = [waits ? makeAsync(host, fn, calls) : [], loadRows(host, fn, wanted)];
    for (const change of changes) {
      if (isSkip(change)) return change;
      edits.push(...change);
    }
  }
  return joinImports(edits);
}

interface FunctionReads {
  readonly fn: FunctionWithBody;
  readonly reads: RowRead[];
}

function readsOf(
  host: Host,
  { slot, sources }: Row,
  uses: PayloadUses,
  names: ReadonlySet<string>,
): readonly FunctionReads[] | Skip {
  const found: FunctionReads[] = [];
  const add = (fn: FunctionWithBody, read: RowRead): void => {
    const known = found.find((group) => group.fn === fn);
    if (known) known.reads.push(read);
    else found.push({ fn, reads: [read] });
  };
  if (slot.path.length === 0 && !slot.spread) {
    for (const { node, fn, via, names: own, since } of uses.roots) {
      if (via === 'direct' && isServed(own, names))
        add(fn, { node, since, key: keyReadFrom(host.ts, node, slot) });
    }
    return found;
  }
  const columns = slot.spread ? new Set(columnsOf(host, slot.model)) : undefined;
  const own = new Set(
    sources.flatMap((source) => (source.kind === 'spread' ? ownNames(source.literal) : [])),
  );
  for (const { path, nodes, fn, names: served, since } of uses.reads) {
    if (!isServed(served, names)) continue;
    if (columns) {
      const [key] = path;
      const [node] = nodes;
      if (key === undefined || !node || own.has(key)) continue;
      if (!columns.has(key)) {
        const message = `The worker reads \`${key}\`, which is no column of the row; load it by hand.`;
        return refuse(node, 'relations-unknown', message);
      }
      if (host.ts.isBindingElement(node)) {
        return refuse(
          node,
          'worker-shape',
          'The worker destructures columns of the row out of its payload; read them from `job.data` instead.',
        );
      }
      const access = node as ts.PropertyAccessExpression | ts.ElementAccessExpression;
      add(fn, { node: access.expression, since });
    } else if (slot.path.every((key, index) => path[index] === key)) {
      const node = nodes[slot.path.length - 1];
      const [only] = slot.keys;
      const key =
        node &&
        !host.ts.isBindingElement(node) &&
        slot.keys.length === 1 &&
        // An id object cannot be made of its text here.
        only?.wire !== 'text' &&
        path[slot.path.length] === only?.name
          ? nodes[slot.path.length]
          : undefined;
      if (node && isTested(host.ts, node)) {
        return refuse(
          node,
          'worker-shape',
          'The worker asks whether its payload has the row, which a load cannot answer; remove the check first.',
        );
      }
      if (node) add(fn, { node, since, key });
    }
  }
  return found;
}

/** `job.data.id`, where the payload is the row and `id` its key. */
function keyReadFrom(
  compiler: typeof ts,
  node: ts.Expression | ts.BindingElement,
  { keys }: Row['slot'],
): ts.Node | undefined {
  const [only] = keys;
  const { parent } = node;
  // An id object cannot be made of its text here.
  if (!only || keys.length > 1 || only.wire === 'text' || !compiler.isPropertyAccessExpression(parent))
    return undefined;
  return parent.expression === node && parent.name.text === only.name ? parent : undefined;
}

/** `if (!job.data.user) return`, `job.data.user === undefined`: about the payload, not about the row. */
function isTested(compiler: typeof ts, node: ts.Node): boolean {
  const { parent } = node;
  const { SyntaxKind } = compiler;
  if (compiler.isParenthesizedExpression(parent)) return isTested(compiler, parent);
  if (compiler.isPrefixUnaryExpression(parent)) return parent.operator === SyntaxKind.ExclamationToken;
  if (compiler.isIfStatement(parent) || compiler.isWhileStatement(parent)) return true;
  if (compiler.isConditionalExpression(parent)) return parent.condition === node;
  if (compiler.isCallExpression(parent)) return parent.expression.getText() === 'Boolean';
  if (!compiler.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  const equality = kind >= SyntaxKind.EqualsEqualsToken && kind <= SyntaxKind.ExclamationEqualsEqualsToken;
  const either =
    kind === SyntaxKind.AmpersandAmpersandToken ||
    kind === SyntaxKind.BarBarToken ||
    kind === SyntaxKind.QuestionQuestionToken;
  return equality || (either && parent.left === node);
}

/** Properties that the producer writes beside the spread. */
function ownNames(literal: ts.ObjectLiteralExpression): readonly string[] {
  return literal.properties.flatMap((member) => (member.name ? [member.name.getText()] : []));
}

interface Loader {
  readonly load: (key: string) => string;
  readonly result: WantedRow['result'];
  readonly edits: readonly TextEdit[];
}

function loaderOf(host: Host, fn: FunctionWithBody, { slot }: Row, repeated: RepeatedQuery): Loader | Skip {
  const file = fn.getSourceFile();
  const edits: TextEdit[] = [];
  let handle: Handle | undefined = findHandle(host, fn, slot.model);
  if (!handle) {
    const injected = injectHandle(host, fn, slot.model);
    if (!injected) {
      return refuse(
        fn,
        'no-handle',
        `Nothing in reach of the worker can load a ${slot.model.name}; give it a repository, data source or client.`,
      );
    }
    if ('skip' in injected) return injected;
    ({ handle } = injected);
    edits.push(...injected.edits);
  }
  const wanted: Rewrite[] = [];
  if (handle.from !== undefined)
    wanted.push(importName(host, file, { name: handle.text, from: handle.from }));
  let entity = slot.model.name;
  if (handle.needsEntity) {
    const known = knownAs(host, file, slot.model);
    const exported = entityExport(host, slot.model);
    if (known !== undefined) entity = known;
    else if (exported) {
      entity = exported.name;
      wanted.push(importValue(host, file, exported));
    } else
      return refuse(
        fn,
        'no-handle',
        `${slot.model.name} is not exported, so the worker cannot name it; export it.`,
      );
    // `const users = await db.select().from(users)`
    const binding = identifiersIn(host.ts, fn).find(
      (identifier) => identifier.text === entity && isBinding(host.ts, identifier),
    );
    if (binding) {
      const message = `\`${entity}\` means something else in the worker; rename that first.`;
      return refuse(binding, 'name-taken', message);
    }
  }
  if (slot.many) {
    const [from = ''] = Object.keys(slot.model.adapter.packages);
    for (const name of handle.template.manyImports ?? []) wanted.push(importName(host, file, { name, from }));
  } else for (const needed of handle.template.imports ?? []) wanted.push(importName(host, file, needed));
  for (const change of wanted) {
    if (isSkip(change)) return change;
    edits.push(...change);
  }
  const found = handle;
  if (loadText(slot, found, 'key', repeated, entity) === '') {
    const what = repeated.options.length > 0 ? 'with its relations' : 'by several columns';
    return refuse(
      fn,
      'no-handle',
      `What is in reach of the worker cannot load a ${slot.model.name} ${what}; load it by hand.`,
    );
  }
  // Many rows are a list in any case; which of them are gone, nobody asks.
  const result = slot.many ? 'row' : (found.template.result ?? 'row');
  return { result, load: (key) => loadText(slot, found, key, repeated, entity), edits };
}
