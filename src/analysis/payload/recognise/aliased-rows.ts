/** Rows by an alias of the ORM's package around the program's own type: `Loaded<Note, 'author'>` of an `EntitySchema<Note>`. */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { isOwn } from '../structure.js';
import type { Model, Recognised } from '../models/model.js';
import { schemaOfRow } from '../models/schemas.js';
import { packageType } from './package-types.js';

/** @returns the row that an alias says a type is. */
export function byAlias(host: Host, type: ts.Type): Recognised | undefined {
  if (!type.aliasSymbol) return undefined;
  const made = packageType(host, type);
  if (made?.entry.row !== 'argument' || made.declaration.name.text !== type.aliasSymbol.name)
    return undefined;
  const [row] = type.aliasTypeArguments ?? [];
  const declarations = row
    ? [...(row.aliasSymbol?.declarations ?? []), ...(row.getSymbol()?.declarations ?? [])]
    : [];
  const own = declarations.find((declaration) => isOwn(host, declaration));
  if (!own || !('name' in own)) return undefined;
  const { adapter, entry } = made;
  const name = (own.name as ts.Node).getText();
  const model: Model = schemaOfRow(host, own) ?? {
    adapter,
    name,
    kind: 'schema',
    declaration: own,
    abstract: false,
  };
  return { model, shape: isChosen(host, type, entry.choice) ? 'partial' : entry.shape };
}

/** `Loaded<Note, never, 'no' | 'text'>`: its author chose the columns. */
function isChosen({ ts }: Host, type: ts.Type, choice: number | undefined): boolean {
  const argument = choice === undefined ? undefined : type.aliasTypeArguments?.[choice];
  if (!argument) return false;
  return (argument.isUnion() ? argument.types : [argument]).some(
    (option) =>
      (option.flags & ts.TypeFlags.StringLiteral) !== 0 && (option as ts.StringLiteralType).value !== '*',
  );
}
