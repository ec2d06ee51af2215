/** Type nodes that stand for a task's whole payload: `Queue<User>`, `Job<User>`, a wrapper's parameter. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import type { TaskBody } from '../sites/site.js';
import type { EntityQueue } from './entity-tasks.js';
import type { Model } from './models/model.js';
import { recognise } from './recognise/index.js';
import type { PayloadSource } from './sources.js';
import { elementsOf } from './structure.js';

/** @returns the nodes, below the queue's, worker's and wrappers' declarations, that name the row's type. */
export function payloadTypeNodes(
  host: Host,
  queue: EntityQueue,
  sources: readonly PayloadSource[],
  task: TaskBody,
  row: { readonly model: Model; readonly many: boolean },
): readonly ts.TypeNode[] {
  const { ts } = host;
  const found = new Set<ts.TypeNode>();
  const collect = (node: ts.TypeNode): void => {
    if (ts.isIntersectionTypeNode(node)) node.types.forEach(collect);
    else if (ts.isParenthesizedTypeNode(node)) collect(node.type);
    else if (isRow(host, node, row)) found.add(node);
  };
  const inArguments = (node: ts.Node | undefined): void => {
    if (!node) return;
    if (ts.isNewExpression(node) || ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      node.typeArguments?.forEach(collect);
    }
  };
  for (const { node } of [...queue.sites, ...queue.workers]) {
    inArguments(node);
    inArguments(annotationOf(ts, node.parent));
  }
  inArguments(task.jobParameter?.type);
  for (const { site } of queue.sendings) {
    for (let at = site as typeof site | undefined; at; at = at.inner) {
      const callee = at.call.expression;
      if (ts.isPropertyAccessExpression(callee)) {
        const receiver = ts.isPropertyAccessExpression(callee.expression)
          ? callee.expression.name
          : callee.expression;
        for (const declaration of symbolAt(host, receiver)?.declarations ?? []) {
          inArguments(annotationOf(ts, declaration));
        }
      }
      at.call.typeArguments?.forEach(collect);
      const wrapper = at.wrappers[0]?.declaration;
      const index = at.call.arguments.findIndex((argument) =>
        sources.some(({ value }) => value === argument),
      );
      const parameter = index < 0 ? undefined : wrapper?.parameters[index];
      if (parameter && ts.isParameter(parameter) && parameter.type) collect(parameter.type);
    }
  }
  return [...found];
}

function annotationOf(compiler: typeof ts, node: ts.Node): ts.TypeNode | undefined {
  if (
    compiler.isVariableDeclaration(node) ||
    compiler.isPropertyDeclaration(node) ||
    compiler.isParameter(node)
  ) {
    return node.type;
  }
  return undefined;
}

function isRow(
  host: Host,
  node: ts.TypeNode,
  row: { readonly model: Model; readonly many: boolean },
): boolean {
  const type = typeAt(host, node);
  if (!type) return false;
  const element = row.many ? elementsOf(host, type)?.[0]?.type : type;
  return element !== undefined && recognise(host, element)?.model.declaration === row.model.declaration;
}
