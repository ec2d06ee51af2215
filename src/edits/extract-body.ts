/** Moves a task's body to an exported function in a new module beside it; the task unpacks its job and calls it. */
import type ts from 'typescript';
import { closureOf, freeNames, type Closure, type FreeName } from '../analysis/behaviour/closure.js';
import { identifiersIn } from '../analysis/behaviour/names.js';
import { taskSize } from '../analysis/behaviour/size.js';
import type { Host } from '../analysis/program/host.js';
import { guarded } from '../analysis/program/symbols.js';
import { returnedExpressions } from '../analysis/program/syntax.js';
import type { TaskBody } from '../analysis/sites/site.js';
import { memberProblem } from './class-members.js';
import { dropImports, wholeLines, withBlankLine } from './drop-imports.js';
import type { Rewrite, Skip, TextEdit } from './edit.js';
import { TIE_REASONS, type ExtractReason } from './extract-reasons.js';
import { fileStyle, type FileStyle } from './file-style.js';
import { helperCall, helperText } from './helper-module.js';
import { helperFile, helperName } from './helper-name.js';
import { ParameterPlanner, type HelperParameter } from './helper-parameters.js';
import { relativeSpecifier } from './module-path.js';
import { movedRanges, movingAlong } from './move-along.js';
import { outerRole } from './outer-names.js';
import { refuse } from './refuse.js';
import { indentAt, movedText, type Change } from './reindent.js';
import { Supply } from './supply.js';
import { TypeWriter } from './type-text.js';

/** @returns the edits that extract a task's body, the new file among them, or why it stays. */
export function extractBody(host: Host, task: TaskBody): Rewrite {
  return new Extraction(host, task).rewrite();
}

class Extraction {
  private readonly ts: typeof ts;
  private readonly file: ts.SourceFile;
  private readonly style: FileStyle;

  constructor(
    private readonly host: Host,
    private readonly task: TaskBody,
  ) {
    this.ts = host.ts;
    this.file = task.file;
    this.style = fileStyle(host.ts, task.file, host.program.getCompilerOptions());
  }

  rewrite(): Rewrite {
    const shape = this.shapeProblem();
    if (shape) return shape;
    const closure = closureOf(this.host, this.task.function);
    const tie = closure.ties[0];
    if (tie)
      return this.skip(
        TIE_REASONS[tie.tie],
        tie.node,
        `\`${tie.node.getText()}\` means something else outside of the task`,
      );
    const member = memberProblem(this.host, this.task.function, closure.members);
    if (member) return this.skip(member.problem, member.node, member.message);
    return this.compose(closure);
  }

  private shapeProblem(): Skip | undefined {
    const { ts } = this;
    const fn = this.task.function;
    if (!/\.[mc]?tsx?$/u.test(this.file.fileName)) {
      return this.skip('not-typescript', fn, 'the file is not TypeScript, so the helper could not be typed');
    }
    if (fn.asteriskToken) return this.skip('generator', fn, 'a generator body yields to its caller');
    if ((fn.typeParameters?.length ?? 0) > 0) {
      return this.skip(
        'generic',
        fn,
        'the task is generic; extract it by hand and pass the type parameters on',
      );
    }
    if (fn.parameters.some((entry) => ts.isIdentifier(entry.name) && entry.name.text === 'this')) {
      return this.skip('this-used', fn, 'the task declares its `this`');
    }
    const [entry] = taskSize(this.host, this.task).cases;
    if (!entry) return undefined;
    const message = `the task chooses by name (\`${entry.name}\` …); give each task a function of its own first`;
    return { skip: true, reason: 'dispatcher', message, file: this.file.fileName, start: entry.at.start };
  }

  private compose(closure: Closure): Rewrite {
    const { host, task, file, style } = this;
    const body = task.function.body;
    const moving = movingAlong(host, body, closure.free, (name) => this.isAvailable(name));
    const supply = new Supply(host, file, style, closure.words);
    const outer: FreeName[] = [];
    const carried = [...moving.values()].flatMap((statement) => freeNames(host, statement));
    for (const name of [...closure.free, ...carried]) {
      if (moving.has(name.symbol)) continue;
      const role = outerRole(host, file, name);
      if (typeof role !== 'string') return this.skip(role.reason, role.node, role.message);
      if (role === 'passed') outer.push(name);
      else if (!supply.byBinding(name)) return this.unnameable(name.references[0] ?? body, name.name);
    }
    const writer = new TypeWriter(
      host,
      supply,
      wordings(host, task, [...closure.free, ...closure.parameters]),
      style.quote,
    );
    const planned = new ParameterPlanner(host, task, closure, writer, supply, style.quote).plan(outer);
    if ('problem' in planned) {
      return this.skip(planned.problem, planned.node, problemMessage(planned.problem, planned.name));
    }
    const result = this.resultType(writer);
    const used = new Set([
      ...identifiersIn(this.ts, file).map(({ text }) => text),
      ...closure.words,
      ...planned.parameters.map(({ name }) => name),
    ]);
    const name = helperName(host, task, (candidate) => used.has(candidate));
    const path = helperFile(host, file, name, this.extension());
    const moved = movedRanges(this.ts, file, [...moving.values()]);
    const text = helperText(
      {
        name,
        task: task.name,
        isAsync: this.isAsync(),
        imports: supply.imports(),
        moved: moved.map(({ start, end }) => file.text.slice(start, end)),
        parameters: planned.parameters,
        result,
        body: this.bodyText(planned.changes),
      },
      style,
    );
    const removed = [{ start: body.getStart(file), end: body.end }, ...moved];
    const kept = new Set(planned.parameters.map(({ argument }) => argument.split('.')[0] ?? ''));
    const imports = dropImports(host, file, removed, kept);
    if ('kind' in imports) {
      return this.skip(
        'comment-lost',
        imports,
        'a comment inside this import would be lost; move it and run again',
      );
    }
    const changes = [
      this.thinBody(name, planned.parameters),
      ...moved.map(({ start, end }) => withBlankLine(file.text, wholeLines(file.text, start, end))),
      ...supply.exports().map((declaration) => this.exported(declaration)),
      ...imports,
      this.importHelper(name, path),
    ];
    const edits: TextEdit[] = changes.map((change) => ({ file: file.fileName, ...change }));
    return [...edits, { file: path, start: 0, end: 0, text }];
  }

  /** Whether a moved declaration can have a name in the new module. */
  private isAvailable(name: FreeName): boolean {
    return (
      name.origin === 'global' ||
      (name.origin === 'module' && !name.value) ||
      outerRole(this.host, this.file, name) === 'supplied'
    );
  }

  private isAsync(): boolean {
    const { ts } = this;
    return ts.canHaveModifiers(this.task.function)
      ? (ts.getModifiers(this.task.function)?.some((each) => each.kind === ts.SyntaxKind.AsyncKeyword) ??
          false)
      : false;
  }

  private resultType(writer: TypeWriter): string | undefined {
    const fn = this.task.function;
    if (fn.type) return writer.fromNode(fn.type);
    const { checker } = this.host;
    const signature = guarded(() => checker.getSignatureFromDeclaration(fn));
    const type = signature && guarded(() => checker.getReturnTypeOfSignature(signature));
    return type && writer.write(type);
  }

  private bodyText(changes: readonly Change[]): string {
    const { body } = this.task.function;
    const range = { start: body.getStart(this.file), end: body.end };
    const indent = this.bodyIndent();
    const text = movedText(this.ts, body, range, indent, changes);
    if (this.ts.isBlock(body)) return text;
    const { eol, semicolon } = this.style;
    return `{${eol}${this.style.indent}return ${text}${semicolon}${eol}}`;
  }

  /** Indentation of the line that closes the body, when the brace stands alone there. */
  private bodyIndent(): string {
    const { body } = this.task.function;
    const brace = body.end - 1;
    const indent = indentAt(this.file.text, brace);
    const line = this.file.text.lastIndexOf('\n', brace) + 1;
    return line + indent.length === brace ? indent : '';
  }

  private thinBody(name: string, parameters: readonly HelperParameter[]): Change {
    const { ts, style, file } = this;
    const fn = this.task.function;
    const start = fn.body.getStart(file);
    const outside = indentAt(file.text, start);
    const inside = outside + style.indent;
    const returns = returnedExpressions(ts, fn).length > 0;
    const lead = returns ? 'return ' : this.isAsync() ? 'await ' : '';
    const call = helperCall(name, parameters, style, inside, 96 - inside.length - lead.length);
    if (!ts.isBlock(fn.body)) return { start, end: fn.body.end, text: call };
    const text = `{${style.eol}${inside}${lead}${call}${style.semicolon}${style.eol}${outside}}`;
    return { start, end: fn.body.end, text };
  }

  private exported(declaration: ts.Node): Change {
    const decorators = this.ts.canHaveDecorators(declaration)
      ? this.ts.getDecorators(declaration)
      : undefined;
    const after = decorators?.at(-1)?.end;
    const gap = after === undefined ? 0 : (/^\s*/u.exec(this.file.text.slice(after))?.[0].length ?? 0);
    const start = after === undefined ? declaration.getStart(this.file) : after + gap;
    return { start, end: start, text: 'export ' };
  }

  private importHelper(name: string, path: string): Change {
    const { style, file } = this;
    const { quote, semicolon, eol } = style;
    const specifier = relativeSpecifier(file.fileName, path, style.extension);
    const line = `import { ${name} } from ${quote}${specifier}${quote}${semicolon}${eol}`;
    const last = file.statements.findLast((statement) => this.ts.isImportDeclaration(statement));
    if (!last) {
      const start = file.statements[0]?.getStart(file) ?? 0;
      return { start, end: start, text: line };
    }
    const end = file.text.indexOf('\n', last.end);
    if (end < 0) return { start: last.end, end: last.end, text: eol + line };
    return { start: end + 1, end: end + 1, text: line };
  }

  private extension(): string {
    const own = /\.[mc]?tsx?$/u.exec(this.file.fileName)?.[0] ?? '.ts';
    return own === '.tsx' && !hasJsx(this.ts, this.task.function.body) ? '.ts' : own;
  }

  private unnameable(node: ts.Node, name: string): Skip {
    return this.skip('unnameable-type', node, problemMessage('unnameable-type', name));
  }

  private skip(reason: ExtractReason, node: ts.Node, message: string): Skip {
    return refuse(node, reason, message);
  }
}

function problemMessage(reason: ExtractReason, name: string): string {
  if (reason === 'untyped-value') return `\`${name}\` has type any; give it a type first`;
  if (reason === 'comment-lost') return `a comment inside \`${name}\` would be lost; move it and run again`;
  return `the type of \`${name}\` cannot be written in another module; export it or give it a name`;
}

function hasJsx(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isJsxElement(node) ||
    compiler.isJsxSelfClosingElement(node) ||
    compiler.isJsxFragment(node) ||
    (compiler.forEachChild(node, (child) => hasJsx(compiler, child) || undefined) ?? false)
  );
}

/** Type nodes that stand near the task and whose wording its helper may keep. */
function wordings(host: Host, task: TaskBody, names: readonly FreeName[]): readonly ts.TypeNode[] {
  const { ts } = host;
  const found: ts.TypeNode[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  const annotations: (ts.Node | undefined)[] = task.function.parameters.map(({ type }) => type);
  for (const { declaration } of names) {
    if (declaration && (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) {
      annotations.push(declaration.type);
    }
  }
  const { parent } = task.function;
  if (ts.isNewExpression(parent) || ts.isCallExpression(parent))
    annotations.push(...(parent.typeArguments ?? []));
  for (const annotation of annotations) if (annotation) visit(annotation);
  return found;
}
