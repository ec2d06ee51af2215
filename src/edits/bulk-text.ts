/** Text of the bulk call that takes the place of single ones, in one line or broken as a formatter would. */
import type ts from 'typescript';
import type { FileStyle } from './file-style.js';
import { indentAt, movedText } from './reindent.js';

/** Longest line that is written without a break. */
const WIDTH = 100;

/** What a bulk call is made of. */
export interface BulkParts {
  /** `queue.addBulk`. */
  readonly callee: string;
  /** Arguments that all items share, before and behind the list. */
  readonly before: readonly ts.Expression[];
  readonly after: readonly ts.Expression[];
  /** The list, as a text of which members can be read. */
  readonly list: string;
  /** Condition that an element must meet. */
  readonly filter: string | undefined;
  /** Parameters of the callback, with their parentheses. */
  readonly parameters: string;
  /** Constants that the callback declares before it makes the item. */
  readonly constants: readonly ts.Statement[];
  /** Properties of one item; an entry without a name is the item itself. */
  readonly item: readonly Entry[];
}

interface Entry {
  readonly name: string | undefined;
  readonly value: ts.Expression;
}

/** Writes bulk calls in the style of one file. */
export class BulkText {
  /** What stands behind the last of several lines. */
  private readonly last: ',' | '';

  constructor(
    private readonly compiler: typeof ts,
    private readonly style: FileStyle,
    text: string,
  ) {
    this.last = endsListsBare(text) ? '' : ',';
  }

  /** @param used characters of the line that the call does not fill: what stands before and behind it */
  call(parts: BulkParts, indent: string, used: number): string {
    const flat = this.flat(parts);
    if (flat !== undefined && indent.length + used + flat.length <= WIDTH) return flat;
    const inner = indent + this.style.indent;
    const shared = (value: ts.Expression): string => this.shifted(value, inner);
    const lines = [...parts.before.map(shared), this.mapped(parts, inner), ...parts.after.map(shared)];
    const { eol } = this.style;
    const args = lines.map((line) => `${eol}${inner}${line}`).join(',');
    return `${parts.callee}(${args}${this.last}${eol}${indent})`;
  }

  private flat(parts: BulkParts): string | undefined {
    const item = parts.constants.length > 0 ? undefined : flatItem(parts.item);
    if (item === undefined) return undefined;
    const mapped = `${head(parts)} ${item.startsWith('{') ? `(${item})` : item})`;
    const texts = [...parts.before.map(textOf), mapped, ...parts.after.map(textOf)];
    return texts.some((text) => text.includes('\n')) ? undefined : `${parts.callee}(${texts.join(', ')})`;
  }

  private mapped(parts: BulkParts, indent: string): string {
    const { eol, semicolon } = this.style;
    if (parts.constants.length === 0) {
      const item = this.item(parts, indent, head(parts).length + ' ()),'.length);
      return `${head(parts)} ${item.startsWith('{') ? `(${item})` : item})`;
    }
    const inner = indent + this.style.indent;
    const lines = parts.constants.map((statement) => this.shifted(statement, inner));
    lines.push(`return ${this.item(parts, inner, 'return ;'.length)}${semicolon}`);
    return `${head(parts)} {${lines.map((line) => `${eol}${inner}${line}`).join('')}${eol}${indent}})`;
  }

  private item({ item }: BulkParts, indent: string, used: number): string {
    const flat = flatItem(item);
    if (flat !== undefined && indent.length + used + flat.length <= WIDTH) return flat;
    const [only] = item;
    if (only && only.name === undefined) return this.shifted(only.value, indent);
    const { eol } = this.style;
    const inner = indent + this.style.indent;
    const lines = item.map(
      ({ name, value }) => `${eol}${inner}${property(name, this.shifted(value, inner))}`,
    );
    return `{${lines.join(',')}${this.last}${eol}${indent}}`;
  }

  /** A node's text with its further lines at another indentation; a text over several lines inside it forbids that. */
  private shifted(node: ts.Node, to: string): string {
    const file = node.getSourceFile();
    // Comments above a statement belong to it.
    const [comment] = this.compiler.isStatement(node)
      ? (this.compiler.getLeadingCommentRanges(file.text, node.pos) ?? [])
      : [];
    const start = comment?.pos ?? node.getStart(file);
    if (this.hasLongText(node)) return file.text.slice(start, node.end);
    const from = indentAt(file.text, start);
    return movedText(this.compiler, node, { start, end: node.end }, from).replaceAll(
      /\n(?=[^\r\n])/gu,
      `\n${to}`,
    );
  }

  private hasLongText(root: ts.Node): boolean {
    const { compiler } = this;
    let found = false;
    const visit = (node: ts.Node): void => {
      const template = compiler.isTemplateExpression(node) || compiler.isNoSubstitutionTemplateLiteral(node);
      found ||= template && node.getText().includes('\n');
      if (!found) compiler.forEachChild(node, visit);
    };
    visit(root);
    return found;
  }
}

/** Whether lists over several lines mostly end without a comma in a file. */
function endsListsBare(text: string): boolean {
  const bare = text.match(/[^\s,;([{]\s*\n\s*[)\]]/gu)?.length ?? 0;
  const comma = text.match(/,\s*\n\s*[)\]]/gu)?.length ?? 0;
  return bare > comma;
}

function textOf(node: ts.Node): string {
  return node.getText();
}

function head({ list, filter, parameters }: BulkParts): string {
  const kept = filter === undefined ? list : `${list}.filter(${parameters} => ${filter})`;
  return `${kept}.map(${parameters} =>`;
}

function flatItem(item: readonly Entry[]): string | undefined {
  const texts = item.map(({ name, value }) => property(name, value.getText()));
  if (texts.some((text) => text.includes('\n'))) return undefined;
  return item[0] && item[0].name === undefined ? texts[0] : `{ ${texts.join(', ')} }`;
}

function property(name: string | undefined, value: string): string {
  return name === undefined || name === value ? value : `${name}: ${value}`;
}
