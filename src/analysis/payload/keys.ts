/** Primary keys of models: what travels instead of the row. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { guarded } from '../program/symbols.js';
import { classProperties, generatedColumns, ormDecorators, type Model } from './models.js';
import { prismaKey } from './prisma-schema.js';
import { typeText } from './structure.js';

/** One column of a primary key. */
export interface KeyProperty {
  readonly name: string;
  /** Its type as the program writes it: `number`, `string`, `bigint`. */
  readonly type: string;
}

/** A model's primary key. */
export interface EntityKeys {
  readonly properties: readonly KeyProperty[];
  readonly composite: boolean;
  /** Whether it was found; nothing may be guessed from an unknown key. */
  readonly known: boolean;
  /** How a query names a composite key (`userId_orgId` in Prisma). */
  readonly compound: string | undefined;
}

const unknownKeys: EntityKeys = { properties: [], composite: false, known: false, compound: undefined };

const cache = new WeakMap<ts.Program, WeakMap<ts.Node, EntityKeys>>();

/** @returns the primary key of a model, from decorators, the generator's schema or the ORM's convention. */
export function keysOf(host: Host, model: Model): EntityKeys {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new WeakMap()));
  let keys = known.get(model.declaration);
  if (!keys) known.set(model.declaration, (keys = guarded(() => readKeys(host, model)) ?? unknownKeys));
  return keys;
}

function readKeys(host: Host, model: Model): EntityKeys {
  if (model.adapter.key.schema === 'prisma') return generatedKeys(host, model);
  const properties = classProperties(host, model);
  const marked = properties.filter((property) => isKey(host, property, model));
  const { default: fallback } = model.adapter.key;
  const chosen = marked.length > 0 ? marked : properties.filter((property) => property.name === fallback);
  return keysFrom(
    chosen.map((property) => ({
      name: property.name,
      type: typeText(host, host.checker.getTypeOfSymbol(property)),
    })),
  );
}

function keysFrom(properties: readonly KeyProperty[], compound?: string): EntityKeys {
  if (properties.length === 0) return unknownKeys;
  return { properties, composite: properties.length > 1, known: true, compound };
}

/** `@PrimaryColumn()`, or `@Column({ primary: true })`. */
function isKey(host: Host, property: ts.Symbol, model: Model): boolean {
  const { ts } = host;
  const { decorators, option } = model.adapter.key;
  const declaration = property.declarations?.[0];
  if (!declaration) return false;
  return ormDecorators(host, declaration, model.adapter).some(({ name, decorator }) => {
    if (decorators?.includes(name) === true) return true;
    if (option === undefined || !ts.isCallExpression(decorator.expression)) return false;
    return decorator.expression.arguments.some(
      (argument) =>
        ts.isObjectLiteralExpression(argument) &&
        argument.properties.some(
          (entry) =>
            ts.isPropertyAssignment(entry) &&
            entry.name.getText() === option &&
            entry.initializer.kind === ts.SyntaxKind.TrueKeyword,
        ),
    );
  });
}

function generatedKeys(host: Host, model: Model): EntityKeys {
  const key = prismaKey(host, model);
  if (!key) return unknownKeys;
  const columns = generatedColumns(host, model);
  const properties: KeyProperty[] = [];
  for (const field of key.fields) {
    const column = columns.find((candidate) => candidate.name.getText() === field);
    if (!column) return unknownKeys;
    properties.push({ name: field, type: column.type?.getText() ?? 'unknown' });
  }
  return keysFrom(properties, properties.length > 1 ? (key.name ?? key.fields.join('_')) : undefined);
}
