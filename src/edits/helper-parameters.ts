/** What an extracted function is given: the payload, the job where it needs more of it, and what the body closed over. */
import type ts from 'typescript';
import type { Closure, FreeName, ThisMember } from '../analysis/behaviour/closure.js';
import { isReference, isWrite } from '../analysis/behaviour/names.js';
import type { Host } from '../analysis/program/host.js';
import { guarded, typeAt } from '../analysis/program/symbols.js';
import type { TaskBody } from '../analysis/sites/site.js';
import { freeName, lowerFirst, upperFirst } from './helper-name.js';
import type { Change } from './reindent.js';
import type { Supply } from './supply.js';
import type { TypeWriter } from './type-text.js';

/** One parameter, with what the task passes for it. */
export interface HelperParameter {
  readonly name: string;
  readonly type: string;
  readonly argument: string;
  /** What it is, for the helper's documentation. */
  readonly about: string;
  readonly role: 'payload' | 'job' | 'context';
}

/** Parameters of the helper and what they change in the body. */
export interface ParameterPlan {
  readonly parameters: readonly HelperParameter[];
  readonly changes: readonly Change[];
}

/** What stands in the way of a parameter. */
export interface ParameterProblem {
  readonly problem: 'unnameable-type' | 'untyped-value' | 'comment-lost';
  readonly node: ts.Node;
  readonly name: string;
}

/** Longest type that is spelt out where it has a name as well. */
const SHORT = 60;
const PAYLOAD = 'payload of the task';
/** Members that change what the job's payload is. */
const PAYLOAD_WRITERS: ReadonlySet<string> = new Set(['update', 'updateData']);

/** Plans the parameters of one helper. */
export class ParameterPlanner {
  private readonly names: Set<string>;
  private readonly parameters: HelperParameter[] = [];
  private readonly changes: Change[] = [];

  constructor(
    private readonly host: Host,
    private readonly task: TaskBody,
    private readonly closure: Closure,
    private readonly writer: TypeWriter,
    private readonly supply: Supply,
    private readonly quote: "'" | '"',
  ) {
    this.names = new Set(closure.words);
  }

  /** @returns the parameters, or what cannot be passed. `outer` are the outer values that must be passed. */
  plan(outer: readonly FreeName[]): ParameterPlan | ParameterProblem {
    const job = this.closure.parameters.find((entry) => entry.declaration === this.task.jobParameter);
    const problem =
      (job ? this.job(job) : undefined) ??
      first(this.closure.parameters, (entry) =>
        entry === job ? undefined : this.value(entry, 'the task is given'),
      ) ??
      first(this.closure.members, (member) => this.member(member)) ??
      first(outer, (entry) => this.value(entry, 'the task works with'));
    return problem ?? { parameters: this.parameters, changes: this.changes };
  }

  private value(entry: FreeName, about: string): ParameterProblem | undefined {
    const [reference] = entry.references;
    if (!reference) return undefined;
    const type = this.entryType(entry, reference);
    const text = this.textOf(entry, type);
    const bound = entry.declaration !== undefined && this.isPayload(entry.declaration);
    return this.push(text, type, reference, {
      name: entry.name,
      argument: entry.name,
      about: bound ? PAYLOAD : `\`${entry.name}\` that ${about}`,
      role: bound ? 'payload' : 'context',
    });
  }

  /** Type on entry: nothing in the body has narrowed a value before its first mention. */
  private entryType(entry: FreeName, reference: ts.Identifier): ts.Type | undefined {
    const { checker } = this.host;
    return entry.assigned
      ? guarded(() => checker.getTypeOfSymbol(entry.symbol))
      : typeAt(this.host, reference);
  }

  /** `{ data }` among the bindings of a destructured job. */
  private isPayload(declaration: ts.Declaration): boolean {
    const { ts } = this.host;
    if (!ts.isBindingElement(declaration) || declaration.parent.parent !== this.task.jobParameter)
      return false;
    const key = declaration.propertyName ?? declaration.name;
    return ts.isIdentifier(key) && key.text === this.task.payloadProperty;
  }

  private member(member: ThisMember): ParameterProblem | undefined {
    const [access] = member.accesses;
    if (!access) return undefined;
    const plain = member.name.replace(/^#/u, '');
    const type = typeAt(this.host, access);
    const kind = lowerFirst(type?.getSymbol()?.name ?? '');
    const name = freeName([plain, kind, `own${upperFirst(plain)}`], (taken) => this.names.has(taken));
    const problem = this.push(type && this.writer.write(type), type, access, {
      name,
      argument: `this.${member.name}`,
      about: `\`${plain}\` of the task's class`,
      role: 'context',
    });
    if (problem) return problem;
    return first(member.accesses, (each) => this.replace(each, name));
  }

  private replace(node: ts.Node, text: string): ParameterProblem | undefined {
    if (/\/[/*]/u.test(node.getText())) return { problem: 'comment-lost', node, name: text };
    this.changes.push({ start: node.getStart(), end: node.end, text });
    return undefined;
  }

  /** A type by its own wording; an import, class or enum, and what has no short type, as `typeof` its name. */
  private textOf(entry: FreeName, type: ts.Type | undefined): string | undefined {
    const { ts, checker } = this.host;
    const { declaration } = entry;
    if (!type || (type.flags & ts.TypeFlags.Any) !== 0) return undefined;
    const isName =
      entry.origin === 'import' ||
      (declaration !== undefined &&
        (ts.isClassDeclaration(declaration) || ts.isEnumDeclaration(declaration)));
    const text = isName
      ? undefined
      : this.writer.write(type.isNumberLiteral() ? checker.getBaseTypeOfLiteralType(type) : type);
    if (text !== undefined && text.length <= SHORT) return text;
    return this.supply.byTypeOf(entry) ?? text;
  }

  private push(
    text: string | undefined,
    type: ts.Type | undefined,
    node: ts.Node,
    parameter: Omit<HelperParameter, 'type'>,
  ): ParameterProblem | undefined {
    if (text === undefined) {
      const untyped = !type || (type.flags & this.host.ts.TypeFlags.Any) !== 0;
      return { problem: untyped ? 'untyped-value' : 'unnameable-type', node, name: parameter.argument };
    }
    this.names.add(parameter.name);
    const entry = { ...parameter, type: text };
    if (parameter.role === 'payload') this.parameters.unshift(entry);
    else this.parameters.push(entry);
    return undefined;
  }

  private job(job: FreeName): ParameterProblem | undefined {
    const { payloadProperty } = this.task;
    const node = job.references[0] ?? this.task.function;
    const uses = this.jobUses(job);
    const isPayload = payloadProperty === '';
    const separate = !isPayload && !uses.mayChangePayload && uses.payload.length > 0 && !this.isChoice();
    if (separate) {
      const name = freeName([payloadProperty, 'payload', 'taskPayload'], (taken) => this.names.has(taken));
      const argument = `${job.name}.${payloadProperty}`;
      const problem =
        this.push(this.payloadText(job), undefined, node, {
          name,
          argument,
          about: PAYLOAD,
          role: 'payload',
        }) ?? first(uses.payload, (use) => this.replacePayload(use, name));
      if (problem || uses.members.size === 0) return problem;
    }
    const text = this.jobText(job);
    const members = [...uses.members].map((member) => this.quoted(member)).join(' | ');
    const few = !isPayload && !uses.handedOn && (separate || uses.payload.length === 0) && members !== '';
    return this.push(text && few ? `Pick<${text}, ${members}>` : text, undefined, node, {
      name: job.name,
      argument: job.name,
      about: isPayload ? PAYLOAD : 'the running job',
      // The job alone in front would read as if the task did nothing but hand it on.
      role: isPayload ? 'payload' : separate ? 'job' : 'context',
    });
  }

  private replacePayload(use: PayloadUse, name: string): ParameterProblem | undefined {
    const problem = this.replace(use.node, name);
    return problem ?? (use.pattern ? this.replace(use.pattern.from, use.pattern.to) : undefined);
  }

  /** Whether the job is one of several kinds: its name then tells its payload's type, so they stay together. */
  private isChoice(): boolean {
    const parameter = this.task.jobParameter;
    return (parameter && typeAt(this.host, parameter)?.isUnion()) ?? false;
  }

  /** The payload's type; as `Job['data']` where it has none or no name. */
  private payloadText(job: FreeName): string | undefined {
    const { checker } = this.host;
    const { jobParameter, payloadProperty } = this.task;
    const type = jobParameter && typeAt(this.host, jobParameter);
    const property = type && guarded(() => checker.getPropertyOfType(type, payloadProperty));
    const payload = property && guarded(() => checker.getTypeOfSymbol(property));
    const text = payload && this.writer.write(payload);
    const isLong = text !== undefined && text.includes('{') && text.length > SHORT;
    if (text !== undefined && !(isLong && this.task.jobParameter?.type)) return text;
    const whole = this.jobText(job);
    return whole && `${whole}[${this.quoted(payloadProperty)}]`;
  }

  private quoted(text: string): string {
    return this.quote + text + this.quote;
  }

  private jobText(job: FreeName): string | undefined {
    const annotation = this.task.jobParameter?.type;
    const type = job.references[0] && this.entryType(job, job.references[0]);
    return (annotation && this.writer.fromNode(annotation)) ?? (type && this.writer.write(type));
  }

  private jobUses(job: FreeName): JobUses {
    const { ts } = this.host;
    const payload: PayloadUse[] = [];
    const members = new Set<string>();
    let handedOn = job.assigned;
    let replaced = false;
    for (const reference of job.references) {
      const { parent } = reference;
      const pattern = this.payloadPattern(reference);
      if (pattern) payload.push({ node: reference, pattern });
      else if (!ts.isPropertyAccessExpression(parent) || !isReference(ts, reference)) handedOn = true;
      else if (parent.name.text !== this.task.payloadProperty) {
        members.add(parent.name.text);
        if (PAYLOAD_WRITERS.has(parent.name.text) || isWrite(ts, parent)) replaced = true;
      } else if (isWrite(ts, parent) || parent.questionDotToken) handedOn = true;
      else payload.push({ node: parent, pattern: undefined });
    }
    return { payload, members, handedOn, mayChangePayload: handedOn || replaced };
  }

  /** `const { data: pattern } = job`: the same as `const pattern = job.data`. */
  private payloadPattern(reference: ts.Identifier): PayloadUse['pattern'] {
    const { ts } = this.host;
    const declaration = reference.parent;
    if (!ts.isVariableDeclaration(declaration) || declaration.initializer !== reference) return undefined;
    const pattern = declaration.name;
    if (!ts.isObjectBindingPattern(pattern) || declaration.type) return undefined;
    const [element] = pattern.elements;
    if (!element || pattern.elements.length > 1 || element.dotDotDotToken || element.initializer)
      return undefined;
    const key = element.propertyName ?? element.name;
    if (!ts.isIdentifier(key) || key.text !== this.task.payloadProperty) return undefined;
    return { from: pattern, to: element.name.getText() };
  }
}

interface PayloadUse {
  readonly node: ts.Node;
  readonly pattern: { readonly from: ts.Node; readonly to: string } | undefined;
}

interface JobUses {
  readonly payload: readonly PayloadUse[];
  readonly members: ReadonlySet<string>;
  /** Whether the body needs the whole job. */
  readonly handedOn: boolean;
  /** Whether the job's payload may be another one later: then the body must read the job's own. */
  readonly mayChangePayload: boolean;
}

/** @returns the first problem that the entries give. */
function first<E, P>(entries: readonly E[], problem: (entry: E) => P | undefined): P | undefined {
  for (const entry of entries) {
    const found = problem(entry);
    if (found !== undefined) return found;
  }
  return undefined;
}
