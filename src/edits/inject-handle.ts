/** Gives a Nest processor a repository or client through its constructor, where its module already provides it. */
import type ts from 'typescript';
import type { NestInjection } from '../adapters/orms/shape.js';
import { entityExport, knownAs } from '../analysis/payload/entity-names.js';
import { classAround, type Handle } from '../analysis/payload/handles.js';
import { injectableFor } from '../analysis/payload/injectables.js';
import type { Model } from '../analysis/payload/models/model.js';
import type { Host } from '../analysis/program/host.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import { isSkip, type Rewrite, type Skip, type TextEdit } from './edit.js';
import { fileStyle } from './file-style.js';
import { importName } from './import-name.js';
import { indentAt } from './reindent.js';
import { importValue } from './value-import.js';

/** A handle that is put in, with the edits for it. */
export interface InjectedHandle {
  readonly handle: Handle;
  readonly edits: readonly TextEdit[];
}

/** @returns the handle with the edits that inject it, `undefined` where dependency injection has none to give. */
export function injectHandle(
  host: Host,
  fn: FunctionWithBody,
  model: Model,
): InjectedHandle | Skip | undefined {
  const { ts } = host;
  const owner = classAround(ts, fn);
  if (!owner || !ts.isClassDeclaration(owner) || (ts.getDecorators(owner)?.length ?? 0) === 0)
    return undefined;
  const found = injectableFor(host, owner, model);
  const file = owner.getSourceFile();
  const imports: Rewrite[] = [];
  let type: string;
  let member: string;
  let decorator = '';
  let template: Handle['template'] | undefined;
  if (found?.kind === 'repository') {
    const exported = entityExport(host, model);
    if (!exported) return undefined;
    const entity = knownAs(host, file, model) ?? exported.name;
    if (knownAs(host, file, model) === undefined) imports.push(importValue(host, file, exported));
    const { by } = found;
    imports.push(importName(host, file, { name: by.decorator, from: by.package }));
    const handle = importName(host, file, { name: by.type, from: by.from });
    imports.push(
      isSkip(handle) ? importName(host, file, { name: by.type, from: by.from, typeOnly: true }) : handle,
    );
    decorator = `@${by.decorator}(${by.argument.replaceAll('{{entity}}', entity)}) `;
    type = `${by.type}<${entity}>`;
    member = memberName(owner, model, by);
    template = model.adapter.load.find((load) => load.handle === by.type);
  } else if (found?.kind === 'client' && found.declaration.name) {
    type = found.declaration.name.text;
    member = 'prisma';
    imports.push(importValue(host, file, { name: type, from: found.declaration.getSourceFile().fileName }));
    [template] = model.adapter.load;
  } else return undefined;
  const taken = owner.members.some((entry) => entry.name?.getText() === member);
  const parameter = addParameter(host, owner, `${decorator}private readonly ${member}: ${type}`);
  if (taken || !template || !parameter) return undefined;
  const edits = [...parameter];
  for (const change of imports) {
    if (isSkip(change)) return change;
    edits.push(...change);
  }
  return { handle: { template, text: `this.${member}`, from: undefined, needsEntity: false }, edits };
}

/** As the class calls its other repositories: `users` or `userRepository`. */
function memberName(
  owner: ts.ClassDeclaration,
  model: Model,
  { decorator, suffixes }: NestInjection,
): string {
  const base = model.name.charAt(0).toLowerCase() + model.name.slice(1);
  const pattern = String.raw`@${decorator}\([^)]*\)\s*(?:private |protected |public |readonly )*(\w+)`;
  const known = new RegExp(pattern, 'u').exec(owner.getText())?.[1];
  const suffix = known === undefined ? suffixes[0] : suffixes.find((ending) => known.endsWith(ending));
  return suffix === undefined ? `${base}s` : base + suffix;
}

function addParameter(
  host: Host,
  owner: ts.ClassDeclaration,
  parameter: string,
): readonly TextEdit[] | undefined {
  const { ts } = host;
  const file = owner.getSourceFile();
  const { eol, indent, semicolon } = fileStyle(ts, file, host.program.getCompilerOptions());
  const put = (at: number, text: string): readonly TextEdit[] => [
    { file: file.fileName, start: at, end: at, text },
  ];
  const constructor = owner.members.find(
    (member): member is ts.ConstructorDeclaration =>
      ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  if (constructor) {
    const last = constructor.parameters.at(-1);
    if (!last) return put(constructor.parameters.pos, parameter);
    const start = last.getStart(file);
    const own = indentAt(file.text, start);
    const lineStart = file.text.lastIndexOf('\n', start) + 1;
    const onOwnLine = file.text.slice(lineStart, start).trim() === '';
    return put(last.end, onOwnLine ? `,${eol}${own}${parameter}` : `, ${parameter}`);
  }
  const extended = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    ?.types[0];
  if (extended && extended.expression.getText(file) !== 'WorkerHost') return undefined;
  const [first] = owner.members.filter((member) => ts.isMethodDeclaration(member));
  if (!first) return undefined;
  const at = first.getStart(file, true);
  const own = indentAt(file.text, at);
  const body = extended ? `{${eol}${own}${indent}super()${semicolon}${eol}${own}}` : '{}';
  return put(at, `constructor(${parameter}) ${body}${eol}${eol}${own}`);
}
