/** Writes a helper module: imports, what moved along, one documented function. */
import type { FileStyle } from './file-style.js';
import type { HelperParameter } from './helper-parameters.js';
import { upperFirst } from './helper-name.js';
import type { Supplied } from './supply.js';

/** Longest line before a list is broken, one entry to a line. */
const LINE = 100;
/** Most values beside payload and job that are passed one by one. */
const FEW = 3;

/** Parts of a helper module. */
export interface HelperModule {
  readonly name: string;
  readonly task: string;
  readonly isAsync: boolean;
  readonly imports: readonly Supplied[];
  /** Declarations that moved with the body, as text. */
  readonly moved: readonly string[];
  readonly parameters: readonly HelperParameter[];
  readonly result: string | undefined;
  /** From `{` to `}`. */
  readonly body: string;
}

/** @returns the whole text of the module. */
export function helperText(module: HelperModule, style: FileStyle): string {
  const { eol } = style;
  const parts: string[] = [];
  const imports = importLines(module.imports, style);
  if (imports.length > 0) parts.push(imports.join(eol));
  parts.push(...module.moved);
  const { lead, context } = split(module.parameters);
  if (context.length > 0) parts.push(contextType(module, context, style));
  const head = [documentation(module, lead, context, style), signature(module, lead, context, style)].join(
    eol,
  );
  parts.push(`${head} ${module.body}`);
  return parts.join(eol + eol) + eol;
}

/** @returns the task's call of the helper. */
export function helperCall(
  name: string,
  parameters: readonly HelperParameter[],
  style: FileStyle,
  indent: string,
  room: number,
): string {
  const { lead, context } = split(parameters);
  const entries = context.map(({ name: key, argument }) => (key === argument ? key : `${key}: ${argument}`));
  const args = lead.map(({ argument }) => argument);
  if (entries.length === 0) return `${name}(${list(args, style, indent, room - name.length)})`;
  const before = `${name}(${args.map((argument) => `${argument}, `).join('')}`;
  const flat = `{ ${entries.join(', ')} }`;
  if (before.length + flat.length < room) return `${before}${flat})`;
  const inner = entries.map((entry) => `${indent}${style.indent}${entry},${style.eol}`).join('');
  return `${before}{${style.eol}${inner}${indent}})`;
}

function split(parameters: readonly HelperParameter[]): {
  lead: readonly HelperParameter[];
  context: readonly HelperParameter[];
} {
  const context = parameters.filter(({ role }) => role === 'context');
  // A parameter cannot have the type `typeof` its own name, and a job alone in front would be the task again.
  const mustGroup = context.some(
    ({ name, type, about }) => type === `typeof ${name}` || about === 'the running job',
  );
  if (context.length <= FEW && !mustGroup) return { lead: parameters, context: [] };
  return { lead: parameters.filter(({ role }) => role !== 'context'), context };
}

function list(entries: readonly string[], style: FileStyle, indent: string, room: number): string {
  const flat = entries.join(', ');
  if (flat.length + 2 <= room) return flat;
  const inner = entries.map((entry) => `${indent}${style.indent}${entry},${style.eol}`).join('');
  return `${style.eol}${inner}${indent}`;
}

function contextName(module: HelperModule): string {
  return `${upperFirst(module.name)}Context`;
}

function contextType(module: HelperModule, context: readonly HelperParameter[], style: FileStyle): string {
  const { eol, indent, semicolon } = style;
  return [
    `/** What \`${module.name}\` works with. */`,
    `export interface ${contextName(module)} {`,
    ...context.map(({ name, type }) => `${indent}readonly ${name}: ${type}${semicolon}`),
    '}',
  ].join(eol);
}

function documentation(
  module: HelperModule,
  lead: readonly HelperParameter[],
  context: readonly HelperParameter[],
  { eol }: FileStyle,
): string {
  const lines = [
    '/**',
    ` * The work of task \`${module.task.replaceAll('*/', '')}\`. The task unpacks its job and calls this, which needs no queue to run.`,
  ];
  const documented = [...lead.map(({ name, about }) => ` * @param ${name} - ${about}`)];
  if (context.length > 0) documented.push(' * @param context - what the task works with');
  if (documented.length > 0) lines.push(' *', ...documented);
  return [...lines, ' */'].join(eol);
}

function signature(
  module: HelperModule,
  lead: readonly HelperParameter[],
  context: readonly HelperParameter[],
  style: FileStyle,
): string {
  const start = `export ${module.isAsync ? 'async ' : ''}function ${module.name}(`;
  const end = module.result === undefined ? ')' : `): ${module.result}`;
  const typed = lead.map(({ name, type }) => `${name}: ${type}`);
  if (context.length > 0) {
    const names = context.map(({ name }) => name);
    const flat = `{ ${names.join(', ')} }: ${contextName(module)}`;
    typed.push(flat.length < LINE - style.indent.length ? flat : brokenPattern(names, style, module));
  }
  return start + list(typed, style, '', LINE - start.length - end.length) + end;
}

function brokenPattern(names: readonly string[], { eol, indent }: FileStyle, module: HelperModule): string {
  const inner = names.map((name) => `${indent}${indent}${name},${eol}`).join('');
  return `{${eol}${inner}${indent}}: ${contextName(module)}`;
}

function importLines(imports: readonly Supplied[], style: FileStyle): readonly string[] {
  const bySpecifier = new Map<string, Supplied[]>();
  for (const entry of imports) {
    const key = `${entry.specifier} ${entry.tail}`;
    const known = bySpecifier.get(key);
    if (known) known.push(entry);
    else bySpecifier.set(key, [entry]);
  }
  return [...bySpecifier.values()].flatMap((entries) => linesOf(entries, style));
}

function linesOf(entries: readonly Supplied[], style: FileStyle): readonly string[] {
  const values = entries.filter((entry) => entry.value);
  const types = entries.filter((entry) => !entry.value);
  const named = (group: readonly Supplied[]): readonly Supplied[] =>
    group.filter(({ kind }) => kind === 'named');
  const joinable = values.length > 0 && values.every(({ kind }) => kind === 'named' || kind === 'default');
  const mixed = style.inlineType && joinable && named(types).length === types.length;
  if (mixed) return declarations(entries, false, style);
  return [...declarations(values, false, style), ...declarations(types, true, style)];
}

/** Import declarations for names of one module: a type-only one may not join a default with named ones. */
function declarations(entries: readonly Supplied[], typeOnly: boolean, style: FileStyle): readonly string[] {
  const lines: string[] = [];
  const write = (clause: string, entry: Supplied): void => {
    const from = `${style.quote}${entry.specifier}${style.quote}${entry.tail}${style.semicolon}`;
    const head = `import ${typeOnly ? 'type ' : ''}${clause}`;
    lines.push(
      entry.kind === 'equals'
        ? `${head} = require(${from.replace(/;?$/u, `)${style.semicolon}`)}`
        : `${head} from ${from}`,
    );
  };
  const named = entries.filter(({ kind }) => kind === 'named');
  const others = entries.filter(({ kind }) => kind !== 'named');
  const specifiers = named.map((entry) => {
    const type = !typeOnly && !entry.value ? 'type ' : '';
    return type + (entry.imported === entry.local ? entry.local : `${entry.imported} as ${entry.local}`);
  });
  const flat = `{ ${specifiers.join(', ')} }`;
  const braces =
    flat.length < LINE - 30
      ? flat
      : `{${style.eol}${specifiers.map((text) => `${style.indent}${text},${style.eol}`).join('')}}`;
  const joined = others.find(({ kind }) => kind === 'default');
  const join = !typeOnly && joined !== undefined && named.length > 0;
  for (const entry of others) {
    const clause = entry.kind === 'namespace' ? `* as ${entry.local}` : entry.local;
    write(
      entry === joined && join ? `${clause}, ${braces}` : clause,
      entry.kind === 'equals' ? entry : { ...entry },
    );
  }
  const [one] = named;
  if (one && !join) write(braces, one);
  return lines;
}
