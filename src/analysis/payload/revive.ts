/** Whether a task makes a Date again of what the wire turned into a text, so that nothing is broken. */
import type ts from 'typescript';
import semver from 'semver';
import {
  dateReaders,
  instanceMakers,
  readsDatesAnywhere,
  schemaPackages,
  zodConversions,
} from '../../adapters/revivers.js';
import { dispatchNames } from '../behaviour/dispatch-names.js';
import { declaredBy } from '../program/declared-by.js';
import type { Host } from '../program/host.js';
import { packageOf } from '../program/packages.js';
import { guarded, isOpaque, symbolAt, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { nameOf } from '../program/value-places.js';
import type { TaskBody } from '../sites/site.js';
import { typesAt } from './arrival.js';
import { kindOfBuiltIn } from './built-ins.js';
import { initialiser } from './flow.js';
import { holds, keyOfText, pathKey, type PayloadPath } from './path-names.js';
import { alternatives, isObjectLike } from './structure.js';
import { argumentOf, touchesOf, type Touch } from './touches.js';

/**
 * @param path of a Date in the payload, as findings write it: `user.createdAt`, `items[].at`
 * @param name of the task, if it is known: a body for several tasks must do it where this one runs
 * @returns whether the task, or a function it hands the value to, makes a Date of exactly this value
 */
export function revivesDate(host: Host, task: TaskBody, path: string, name?: string): boolean {
  const wanted = keyOfText(path);
  const touches = touchesOf(host, task);
  if (touches.readOtherwise) return true;
  return touches.all.some((touch) => {
    const reads = pathKey(touch.path) === wanted && isReadAsDate(host, touch.node);
    if (!reads && !isParsedAt(host, touch, wanted)) return false;
    const names = dispatchNames(host, task, touch.place.entry ?? touch.node);
    return names === undefined || name === undefined || names.has(name);
  });
}

/** @returns whether an expression is handed to something that reads the text of a Date. */
export function isReadAsDate(host: Host, node: ts.Expression): boolean {
  const found = argumentOf(host.ts, node);
  if (!found) return false;
  const { call, index } = found;
  const name = nameOf(host.ts, call.expression);
  const by = declaredBy(host, name);
  if (!by) return false;
  const versions = Object.hasOwn(readsDatesAnywhere, by.home) ? readsDatesAnywhere[by.home] : undefined;
  if (versions !== undefined && isVersion(host, name, versions)) return true;
  const readers = Object.hasOwn(dateReaders, by.home) ? (dateReaders[by.home] ?? []) : [];
  if (index > 0) return false;
  if (host.ts.isNewExpression(call)) return readers.includes(`new ${by.name}`);
  return readers.includes(by.name) || (by.owner !== undefined && readers.includes(`${by.owner}.${by.name}`));
}

function isVersion(host: Host, name: ts.Node, range: string): boolean {
  const file = symbolAt(host, name)?.declarations?.[0]?.getSourceFile().fileName;
  const version = file === undefined ? undefined : packageOf(file)?.version;
  return version !== undefined && semver.satisfies(version, range, { includePrerelease: true });
}

/** The payload, or a part that holds the value, is parsed by a schema that makes a Date of it. */
function isParsedAt(host: Host, { node, path }: Touch, wanted: string): boolean {
  const names = JSON.parse(wanted) as string[];
  const found = argumentOf(host.ts, node);
  if (!found || !holds(path, names) || !host.ts.isCallExpression(found.call)) return false;
  const { call } = found;
  const by = declaredBy(host, nameOf(host.ts, call.expression));
  if (!by || !schemaPackages.has(by.home)) return false;
  const below = names.slice((JSON.parse(pathKey(path)) as string[]).length);
  if (by.home === 'class-transformer') {
    const [target, , options] = call.arguments;
    return instanceMakers.has(by.name) && target !== undefined && makesDate(host, target, below, options);
  }
  if (by.home === 'zod' && refusesText(host, call, below)) return false;
  const type = typeAt(host, call);
  const given = type && (guarded(() => host.checker.getAwaitedType(type)) ?? type);
  if (!given) return false;
  // `{ success: true, data }`, `{ value, error }`
  const inside = ['data', 'value', 'output'].flatMap((key) => typesAt(host, given, [key]));
  return [given, ...inside].some((start) => isInstanceAt(host, start, below));
}

function isInstanceAt(host: Host, start: ts.Type, below: PayloadPath): boolean {
  const types = typesAt(host, start, below);
  const { Undefined, Null } = host.ts.TypeFlags;
  const options = types
    .flatMap((type) => alternatives(host, type))
    .filter(({ flags }) => (flags & (Undefined | Null)) === 0);
  return (
    options.length > 0 && options.every((option) => isObjectLike(host, option) || isOpaque(host, option))
  );
}

/** `z.date()` takes no text: a schema in sight that says so revives nothing. */
function refusesText(host: Host, call: ts.CallExpression, below: PayloadPath): boolean {
  const { ts } = host;
  if (!ts.isPropertyAccessExpression(call.expression)) return false;
  let schema: ts.Expression | undefined = call.expression.expression;
  for (const key of below) {
    schema = schemaMember(host, schema, key);
    if (!schema) return false;
  }
  const said = { converts: false, isDate: false };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      said.converts ||= zodConversions.has(node.name.text);
      said.isDate ||= node.name.text === 'date';
    }
    ts.forEachChild(node, visit);
  };
  visit(initialiser(host, schema));
  return said.isDate && !said.converts;
}

/** The schema of a property in `z.object({ … })`, behind constants, arrays and methods of the schema. */
function schemaMember(host: Host, written: ts.Expression, key: string): ts.Expression | undefined {
  const { ts } = host;
  let schema = initialiser(host, written);
  for (let step = 0; step < 8 && ts.isCallExpression(schema); step++) {
    const literal = schema.arguments[0] && bare(ts, schema.arguments[0]);
    if (literal && ts.isObjectLiteralExpression(literal)) {
      const member = literal.properties.find(
        (property): property is ts.PropertyAssignment =>
          ts.isPropertyAssignment(property) && property.name.getText() === key,
      );
      if (member) return member.initializer;
    }
    const callee = bare(ts, schema.expression);
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    // `z.array(item)` holds its schema as an argument, `schema.strict()` is called on it.
    const next = callee.name.text === 'array' && literal ? literal : callee.expression;
    schema = initialiser(host, next);
  }
  return undefined;
}

/** `@Type(() => Date) at: Date` in the class that class-transformer makes. */
function makesDate(
  host: Host,
  target: ts.Expression,
  below: PayloadPath,
  options: ts.Expression | undefined,
): boolean {
  const { ts } = host;
  const declaration = symbolAt(host, target)?.valueDeclaration;
  const [key, ...rest] = below;
  if (!declaration || !ts.isClassLike(declaration) || key === undefined) return false;
  const member = declaration.members.find(
    (entry): entry is ts.PropertyDeclaration =>
      ts.isPropertyDeclaration(entry) && entry.name.getText() === key,
  );
  if (!member) return false;
  const type = typeAt(host, member);
  const isDate = type !== undefined && kindOfBuiltIn(host, host.checker.getNonNullableType(type)) === 'date';
  if (isDate && rest.length === 0 && options && /enableImplicitConversion:\s*true/u.test(options.getText()))
    return true;
  for (const decorator of ts.getDecorators(member) ?? []) {
    const call = decorator.expression;
    if (!ts.isCallExpression(call)) continue;
    const by = declaredBy(host, nameOf(ts, call.expression));
    if (by?.home !== 'class-transformer') continue;
    if (by.name === 'Transform') return true;
    const made = call.arguments[0] && bare(ts, call.arguments[0]);
    if (by.name !== 'Type' || !made || !ts.isArrowFunction(made) || ts.isBlock(made.body)) continue;
    return rest.length === 0 ? isDate : makesDate(host, bare(ts, made.body), rest, options);
  }
  return false;
}
