/** Makes the values again in the worker, where it reads their plain form from the payload. */
import type ts from 'typescript';
import type { PayloadRead, PayloadUses } from '../analysis/behaviour/payload-use.js';
import { isWrite } from '../analysis/behaviour/names.js';
import { isServed } from '../analysis/payload/entity-tasks.js';
import { expectedForm, namedReads, constantOf, plainUse, together } from '../analysis/payload/plain-uses.js';
import { EACH, valueAt } from '../analysis/payload/value-paths.js';
import { holds, sameForm } from '../analysis/payload/wire-forms.js';
import { namedSteps } from '../analysis/payload/wire-tasks.js';
import { isGlobalAt } from '../analysis/program/global-names.js';
import type { Host } from '../analysis/program/host.js';
import { isOpaque, typeAt } from '../analysis/program/symbols.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import { constructorName } from './constructor-name.js';
import type { Skip, TextEdit } from './edit.js';
import { fileStyle } from './file-style.js';
import { refuse } from './refuse.js';
import { FunctionReviver } from './revive-reads.js';
import type { PlainSlot } from './serialize-payload.js';
import { nameTaken } from './send-plain.js';
import { joinImports } from './value-import.js';
import { globalsOf } from './wire-text.js';
import type { WirePart } from './wire-shape.js';

/** Edits in the worker, and the reads that they serve. */
export interface Revived {
  readonly edits: readonly TextEdit[];
  /** Places that read the values, or something that holds them. */
  readonly reads: readonly WireRead[];
  /** Functions in which something that holds them is made again as a whole: reads below it are served too. */
  readonly whole: ReadonlySet<FunctionWithBody>;
}

/** One place that reads one or several values from the payload. */
export interface WireRead {
  readonly node: ts.Expression | ts.BindingElement;
  readonly fn: FunctionWithBody;
  readonly slots: readonly PlainSlot[];
  /** The values, seen from the node. */
  readonly parts: readonly WirePart[];
  /** Member that is read from it. */
  readonly next: string | undefined;
}

/** @returns the edits in the worker and the functions that it hands its payload to. */
export function reviveInWorker(
  host: Host,
  slots: readonly PlainSlot[],
  uses: PayloadUses,
  names: ReadonlySet<string>,
): Revived | Skip {
  const reads = readsOf(slots, uses, names);
  const edits: TextEdit[] = [];
  const whole = new Set<FunctionWithBody>();
  const revivers = new Map<FunctionWithBody, FunctionReviver>();
  for (const read of reads) {
    const wanted = partsToRevive(host, read);
    if ('skip' in wanted) return wanted;
    if (wanted.base64) edits.push(...wanted.base64.map((call) => withEncoding(host, call)));
    if (wanted.parts.length === 0) continue;
    const names = constructorsOf(host, read, wanted.parts, slots);
    if ('skip' in names) return names;
    edits.push(...names.edits);
    let reviver = revivers.get(read.fn);
    if (!reviver) revivers.set(read.fn, (reviver = new FunctionReviver(host, read.fn)));
    const skip = reviver.revive(read, wanted.parts, names.texts);
    if (skip) return skip;
    if (wanted.parts.some(({ steps }) => steps.length > 0)) whole.add(read.fn);
  }
  for (const reviver of revivers.values()) edits.push(...reviver.edits());
  return { edits: joinImports(edits), reads, whole };
}

function readsOf(
  slots: readonly PlainSlot[],
  uses: PayloadUses,
  names: ReadonlySet<string>,
): readonly WireRead[] {
  const found = new Map<ts.Node, WireRead & { readonly slots: PlainSlot[]; readonly parts: WirePart[] }>();
  for (const read of uses.reads) {
    if (!isServed(read.names, names)) continue;
    for (const slot of slots) {
      const place = placeOf(read, slot);
      if (!place) continue;
      const { node, depth } = place;
      let known = found.get(node);
      if (!known) {
        known = { node, fn: read.fn, slots: [], parts: [], next: read.path[depth] };
        found.set(node, known);
      }
      if (known.slots.includes(slot)) continue;
      known.slots.push(slot);
      known.parts.push({ steps: slot.steps.slice(depth), form: slot.form });
    }
  }
  return [...found.values()];
}

/** The node of a read that is the value, or holds it; `depth` steps from the payload. */
function placeOf(
  { path, nodes }: PayloadRead,
  { steps }: PlainSlot,
): { readonly node: ts.Expression | ts.BindingElement; readonly depth: number } | undefined {
  const named = namedSteps(steps);
  const depth = Math.min(named.length, path.length);
  if (named.slice(0, depth).some((step, index) => path[index] !== step)) return undefined;
  const node = nodes[depth - 1];
  return node && { node, depth };
}

interface Wanted {
  readonly parts: readonly WirePart[];
  /** `Buffer.from(x)` that only lacks the encoding. */
  readonly base64?: readonly ts.CallExpression[];
}

/** Parts that the code at a place expects as values: what it makes again itself, or reads as text, is left out. */
function partsToRevive(host: Host, read: WireRead): Wanted | Skip {
  const { ts } = host;
  const { node, next } = read;
  const name = ts.isBindingElement(node) ? node.name : node;
  const type = typeAt(host, name);
  if (!ts.isBindingElement(node) && isWritten(host, node)) {
    return refuse(node, 'worker-shape', 'The worker writes to its payload here; use a variable of its own.');
  }
  const parts: WirePart[] = [];
  const calls: ts.CallExpression[] = [];
  for (const [index, part] of read.parts.entries()) {
    const slot = read.slots[index];
    if (!slot || (part.steps[0] === EACH && next === 'length')) continue;
    const place = type && valueAt(host, type, part.steps, node);
    if (!place && type && !isOpaque(host, type)) continue;
    const held = place ? holds(host, place, part.form) : 'open';
    if (held === 'plain' || held === 'nothing') continue;
    if (held === 'other') return unclear(node);
    if (part.steps.length === 0) {
      const own = scalar(host, node, slot, held === 'open');
      if (own === 'unclear') return unclear(node);
      if (own === 'untyped') return untyped(node);
      if (own === 'revive') parts.push(part);
      else calls.push(...own);
    } else if (held === 'open') return untyped(node);
    else parts.push(part);
  }
  return { parts, base64: calls };
}

/** What to do with a read of the value itself; calls that only lack an encoding where nothing else is to do. */
function scalar(
  host: Host,
  node: WireRead['node'],
  { form, type, effect }: PlainSlot,
  open: boolean,
): 'revive' | 'unclear' | 'untyped' | readonly ts.CallExpression[] {
  const { ts } = host;
  if (!ts.isBindingElement(node) && isTypeTest(ts, node)) return 'unclear';
  const name = ts.isBindingElement(node) ? node.name : constantOf(host, node);
  const places = name ? namedReads(host, name) : undefined;
  const reads: readonly ts.Expression[] = places ?? (ts.isBindingElement(node) ? [] : [node]);
  const uses = reads.map((read) => plainUse(host, read, form));
  if (reads.length > 0 && uses.every((use) => use !== 'no')) {
    return uses.flatMap((use) => (typeof use === 'object' ? [use.base64] : []));
  }
  if (!open || effect !== 'changes' || (form.kind !== 'date' && form.kind !== 'decimal')) return 'revive';
  const expected = together(reads.map((read) => expectedForm(host, read, form, type)));
  if (expected === 'plain' || (expected === 'neutral' && reads.length > 0)) return [];
  return expected === 'value' ? 'revive' : 'untyped';
}

function unclear(node: ts.Node): Skip {
  return refuse(
    node,
    'worker-shape',
    'The worker reads something else here than the producers send; make both ends agree first.',
  );
}

function untyped(node: ts.Node): Skip {
  return refuse(
    node,
    'worker-untyped',
    'The payload has no type here, and nothing shows whether the value or its text is expected; give it a type.',
  );
}

function isWritten(host: Host, node: ts.Expression): boolean {
  const { ts } = host;
  for (let at: ts.Node = node; ; at = at.parent) {
    if (isWrite(ts, at)) return true;
    const { parent } = at;
    const access = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
    if (!access || parent.expression !== at) return false;
  }
}

function isTypeTest(compiler: typeof ts, node: ts.Expression): boolean {
  const { parent } = node;
  if (compiler.isTypeOfExpression(parent)) return true;
  return (
    compiler.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === compiler.SyntaxKind.InstanceOfKeyword
  );
}

function withEncoding(host: Host, call: ts.CallExpression): TextEdit {
  const file = call.getSourceFile();
  const end = call.arguments[0]?.end ?? call.end;
  const { quote } = fileStyle(host.ts, file, host.program.getCompilerOptions());
  return { file: file.fileName, start: end, end, text: `, ${quote}base64${quote}` };
}

function constructorsOf(
  host: Host,
  { fn, node }: WireRead,
  parts: readonly WirePart[],
  slots: readonly PlainSlot[],
): { readonly texts: (form: WirePart['form']) => string; readonly edits: readonly TextEdit[] } | Skip {
  const file = fn.getSourceFile();
  const found: { readonly form: WirePart['form']; readonly text: string }[] = [];
  const edits: TextEdit[] = [];
  for (const { form } of parts) {
    const taken = globalsOf(form).made.find((name) => !isGlobalAt(host, node, name));
    if (taken !== undefined) return nameTaken(node, taken);
    if (form.kind !== 'decimal' || found.some((known) => sameForm(known.form, form))) continue;
    const others = slots.flatMap(({ sources }) => sources.map(({ value }) => value.getSourceFile()));
    const name = constructorName(host, file, form, [...new Set(others)]);
    if ('skip' in name) return name;
    found.push({ form, text: name.text });
    edits.push(...name.edits);
  }
  return { texts: (form) => found.find((known) => sameForm(known.form, form))?.text ?? '', edits };
}
