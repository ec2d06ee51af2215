import { existsSync, readFileSync } from 'node:fs';
import { codemods } from '../codemods/index.js';
import { rules } from '../rules/index.js';
import { painter, type Paint } from './colour.js';
import type { Arguments, Command, ExitCode, Surroundings } from './command.js';
import { suggestion, UsageProblem } from './usage.js';

/** `task-queue explain`: the page of a rule or codemod, for the terminal. */
export const explain: Command = {
  name: 'explain',
  summary: 'Prints the page of a rule or codemod: what it catches, why it matters, how to repair it.',
  usage: '<rule>',
  flags: {},
  run: runExplain,
};

function runExplain({ positionals }: Arguments, { out }: Surroundings): Promise<ExitCode> {
  const [given] = positionals;
  if (given === undefined) throw new UsageProblem('Name a rule to explain; `task-queue list` lists them.');
  const id = given.replace(/^task-queue\//u, '');
  const page = pageOf(id);
  if (page === undefined) {
    const known = [...rules.map(({ name }) => name), ...codemods.map((codemod) => codemod.id)];
    throw new UsageProblem(
      `Unknown rule \`${given}\`${suggestion(id, known)}; \`task-queue list\` lists them.`,
    );
  }
  if (!existsSync(page))
    throw new UsageProblem(`\`${id}\` has no page yet; \`task-queue list\` describes it in a line.`);
  out.write(`${forTerminal(readFileSync(page, 'utf8'), painter(out)).trimEnd()}\n`);
  return Promise.resolve(0);
}

function pageOf(id: string): URL | undefined {
  if (rules.some(({ name }) => name === id)) return new URL(`../../docs/rules/${id}.md`, import.meta.url);
  if (codemods.some((codemod) => codemod.id === id)) {
    return new URL(`../../docs/codemods/${id}.md`, import.meta.url);
  }
  return undefined;
}

/** Markdown as a terminal shows it: headings stand out, code is indented, markers go. */
function forTerminal(markdown: string, paint: Paint): string {
  let fenced = false;
  return markdown
    .replace(/<!--[\s\S]*?-->\n?/gu, '')
    .split('\n')
    .flatMap((line) => {
      if (/^\s*```/u.test(line)) {
        fenced = !fenced;
        return [];
      }
      if (fenced) return [`    ${paint('dim', line)}`.trimEnd()];
      const heading = /^(#+)\s+(.*)$/u.exec(line);
      if (heading !== null) return [paint('bold', (heading[2] ?? '').replaceAll('`', ''))];
      return [
        line
          .replace(
            /\[([^\]]+)\]\((https?:[^)]+)\)/gu,
            (_, text: string, url: string) => `${text} (${paint('underline', url)})`,
          )
          .replace(/\[([^\]]+)\]\([^)]+\)/gu, '$1')
          .replace(/\*\*([^*]+)\*\*/gu, (_, text: string) => paint('bold', text))
          .replace(/`([^`]+)`/gu, (_, text: string) => paint('cyan', text)),
      ];
    })
    .join('\n');
}
