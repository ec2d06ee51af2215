/** Models that are an object of columns in a call of the ORM: `pgTable('users', { … })`, `defineEntity({ properties })`. */
import type ts from 'typescript';
import type { OrmAdapter, TableRecogniser } from '../../../adapters/orms/shape.js';
import { isCalledIn, ownFiles } from '../../program/candidates.js';
import type { Host } from '../../program/host.js';
import { guarded, symbolAt, typeAt } from '../../program/symbols.js';
import { bare } from '../../program/syntax.js';
import { typeText } from '../structure.js';
import { wireOf } from './key-wire.js';
import { keysFrom, unknownKeys, type Model, type ModelReader } from './model.js';
import {
  columnsIn,
  isFunctionOf,
  isOneOf,
  literalOf,
  ofLiteral,
  ofWritten,
  recogniserOf,
  tableModel,
} from './table-calls.js';

/** The type of the table itself; `undefined` on broken code. */
function tableType(host: Host, { declaration }: Model): ts.Type | undefined {
  return host.ts.isTypeNode(declaration)
    ? guarded(() => host.checker.getTypeFromTypeNode(declaration))
    : typeAt(host, declaration);
}

/** Type of a table's row, as the library works it out. */
function rowOf(host: Host, model: Model): ts.Type | undefined {
  const property = recogniserOf(host, model)?.row;
  return property === undefined ? undefined : memberType(host, tableType(host, model), property);
}

function memberType(host: Host, type: ts.Type | undefined, name: string): ts.Type | undefined {
  const symbol = type && guarded(() => host.checker.getPropertyOfType(type, name));
  return symbol && guarded(() => host.checker.getTypeOfSymbol(symbol));
}

/** Columns by syntax; spreads of shared columns need types. */
function writtenColumns(host: Host, model: Model): readonly string[] | undefined {
  const { ts } = host;
  const { declaration } = model;
  const recogniser = recogniserOf(host, model);
  if (!recogniser || !ts.isCallExpression(declaration)) return undefined;
  const literal = columnsIn(host, declaration, recogniser);
  if (!literal) return undefined;
  const names = sharedColumns(host, literal).map(({ name }) => name);
  for (const member of literal.properties) {
    if (ts.isSpreadAssignment(member) || isReference(ts, member, recogniser)) continue;
    if (ts.isComputedPropertyName(member.name)) return undefined;
    else names.push(member.name.text);
  }
  return [...new Set(names)];
}

/** `author: () => p.manyToOne(User)` */
function isReference(
  compiler: typeof ts,
  member: ts.ObjectLiteralElementLike,
  { references }: TableRecogniser,
): boolean {
  return references !== undefined && builds(compiler, member, references);
}

/** Whether a column's builder is made by one of these members. */
function builds(compiler: typeof ts, member: ts.Node, names: readonly string[]): boolean {
  const visit = (node: ts.Node): boolean =>
    (compiler.isCallExpression(node) &&
      compiler.isPropertyAccessExpression(node.expression) &&
      names.includes(node.expression.name.text)) ||
    (compiler.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return compiler.isPropertyAssignment(member) && visit(member.initializer);
}

/** `...timestamps`: columns that are written once for several tables. */
function sharedColumns(host: Host, literal: ts.ObjectLiteralExpression): readonly ts.Symbol[] {
  const { ts } = host;
  return literal.properties.flatMap((member) => {
    const type = ts.isSpreadAssignment(member) ? typeAt(host, member.expression) : undefined;
    return type ? host.checker.getPropertiesOfType(type) : [];
  });
}

function columnNames(host: Host, model: Model): readonly string[] {
  const written = writtenColumns(host, model);
  if (written) return written;
  const row = rowOf(host, model);
  return row ? host.checker.getPropertiesOfType(row).map(({ name }) => name) : [];
}

function referencesOf(host: Host, model: Model): readonly string[] {
  const { ts } = host;
  const { declaration } = model;
  const recogniser = recogniserOf(host, model);
  const literal =
    recogniser && ts.isCallExpression(declaration) ? columnsIn(host, declaration, recogniser) : undefined;
  if (!recogniser || !literal) return [];
  return literal.properties.flatMap((member) =>
    member.name && isReference(ts, member, recogniser) ? [member.name.getText()] : [],
  );
}

/** Calls such as `primaryKey({ columns: [t.a, t.b] })` or `primaryKey(t.a, t.b)` in the arguments after the columns. */
function compositeColumns(host: Host, model: Model): readonly string[] {
  const { ts } = host;
  const { declaration } = model;
  const recogniser = recogniserOf(host, model);
  const wanted = recogniser?.key;
  if (wanted === undefined || !ts.isCallExpression(declaration)) return [];
  const found: string[] = [];
  const accessed = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) found.push(node.name.text);
    else if (ts.isObjectLiteralExpression(node)) {
      for (const member of node.properties)
        if (ts.isPropertyAssignment(member) && member.name.getText() === 'columns')
          accessed(member.initializer);
    } else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(accessed);
  };
  const visit = (node: ts.Node): void => {
    if (found.length > 0) return;
    if (ts.isCallExpression(node) && isFunctionOf(host, model.adapter, node, [wanted])) {
      node.arguments.forEach(accessed);
      return;
    }
    ts.forEachChild(node, visit);
  };
  declaration.arguments.slice((recogniser?.columns ?? 0) + 1).forEach(visit);
  return found;
}

/** `id: serial('id').primaryKey()`: the column's type says so, however the column was built. */
function markedColumns(host: Host, model: Model, names: readonly string[]): readonly string[] {
  const table = tableType(host, model);
  const recogniser = recogniserOf(host, model);
  const { primary } = recogniser ?? {};
  if (recogniser && primary !== undefined) {
    const { declaration } = model;
    const literal = host.ts.isCallExpression(declaration) && columnsIn(host, declaration, recogniser);
    const members = literal ? literal.properties : [];
    const marked = members.filter((member) => builds(host.ts, member, [primary]));
    return marked.flatMap(({ name }) => (name ? [name.getText()] : []));
  }
  return names.filter((name) => {
    const facts = memberType(host, memberType(host, table, name), '_');
    const marked = memberType(host, facts, 'isPrimaryKey');
    return marked !== undefined && host.checker.typeToString(marked) === 'true';
  });
}

/** Tables and entities that are defined by a literal of columns. */
export const tableModels: ModelReader = {
  columns: columnNames,
  keys(host, model) {
    const names = columnNames(host, model);
    const composite = compositeColumns(host, model).filter((name) => names.includes(name));
    const marked = composite.length > 0 ? composite : markedColumns(host, model, names);
    const row = rowOf(host, model);
    const properties = marked.map((name) => {
      const type = memberType(host, row, name);
      return type && { name, type: typeText(host, type), wire: wireOf(host, type) };
    });
    const complete = properties.filter((property) => property !== undefined);
    return complete.length === marked.length ? keysFrom(complete) : unknownKeys;
  },
  relations(host, model) {
    const { ts } = host;
    const names = new Set<string>();
    const wanted = recogniserOf(host, model)?.relations;
    const { declaration } = model;
    for (const name of referencesOf(host, model)) names.add(name);
    let holder: ts.Node = declaration;
    while (ts.isExpression(holder) || ts.isTypeNode(holder)) holder = holder.parent;
    if (wanted === undefined) return names;
    for (const file of ownFiles(host.program)) {
      if (!file.text.includes(model.name) || !isCalledIn(file, wanted)) continue;
      for (const statement of file.statements) {
        if (!ts.isVariableStatement(statement)) continue;
        for (const { initializer } of statement.declarationList.declarations) {
          const call = initializer && bare(ts, initializer);
          if (!call || !ts.isCallExpression(call)) continue;
          const [table, callback] = call.arguments;
          if (!table || !callback || symbolAt(host, table)?.valueDeclaration !== holder) continue;
          if (!isFunctionOf(host, model.adapter, call, [wanted])) continue;
          for (const member of literalOf(host, callback)?.properties ?? [])
            if (member.name) names.add(member.name.getText());
        }
      }
    }
    return names;
  },
  ofMember(host, member) {
    const { ts } = host;
    if (ts.isPropertyAssignment(member)) return ofLiteral(host, member);
    return ts.isPropertySignature(member) ? ofWritten(host, member) : undefined;
  },
  shares(host, model, member) {
    const { declaration } = model;
    const recogniser = recogniserOf(host, model);
    if (!host.ts.isPropertyAssignment(member) || !recogniser || !host.ts.isCallExpression(declaration))
      return false;
    const literal = columnsIn(host, declaration, recogniser);
    return (
      literal !== undefined &&
      sharedColumns(host, literal).some(({ declarations }) => declarations?.includes(member) === true)
    );
  },
  holdsValue(host, model, member) {
    const { holders } = recogniserOf(host, model) ?? {};
    if (!holders) return true;
    const type = guarded(() => host.checker.getTypeOfSymbol(member));
    return type !== undefined && !isOneOf(host, model.adapter, type, holders);
  },
};

/** @returns the tables of the program's own files that an adapter recognises. */
export function tablesOf(host: Host, wanted: OrmAdapter): readonly Model[] {
  const { ts } = host;
  const found: Model[] = [];
  const packages = Object.keys(wanted.packages);
  for (const file of ownFiles(host.program)) {
    if (!packages.some((name) => file.text.includes(name))) continue;
    for (const statement of file.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { initializer } of statement.declarationList.declarations) {
        const call = initializer && bare(ts, initializer);
        const model = call && ts.isCallExpression(call) ? tableModel(host, call) : undefined;
        if (model?.adapter === wanted) found.push(model);
      }
    }
  }
  return found;
}
