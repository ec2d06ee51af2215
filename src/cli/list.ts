import { codemods } from '../codemods/index.js';
import { presetNames, presetOptions } from '../plugin.js';
import { rules } from '../rules/index.js';
import { painter } from './colour.js';
import type { Arguments, Command, ExitCode, Surroundings } from './command.js';

/** `task-queue list`: rules with their presets, and codemods. */
export const list: Command = {
  name: 'list',
  summary: 'Lists rules with their presets, and codemods.',
  usage: '[flags]',
  flags: { format: { type: 'string', values: ['pretty', 'json'], help: 'Output on stdout; default pretty' } },
  run: runList,
};

function runList({ flags }: Arguments, { out }: Surroundings): Promise<ExitCode> {
  const listedRules = rules.map((rule) => ({
    name: rule.name,
    practice: rule.practice,
    presets: presetNames.filter((preset) => presetOptions(rule, preset) !== undefined),
    ...(rule.codemod === undefined ? {} : { codemod: rule.codemod }),
    description: rule.description,
  }));
  const listedCodemods = codemods.map(({ id, practice, description }) => ({ id, practice, description }));
  if (flags['format'] === 'json') {
    out.write(`${JSON.stringify({ rules: listedRules, codemods: listedCodemods }, undefined, 2)}\n`);
    return Promise.resolve(0);
  }
  const paint = painter(out);
  const width = Math.max(
    ...[...rules.map(({ name }) => name), ...codemods.map(({ id }) => id)].map((id) => id.length),
  );
  const lines = [paint('bold', 'Rules')];
  for (const { name, presets, description } of listedRules) {
    lines.push(`  ${paint('cyan', name.padEnd(width))}  ${(presets[0] ?? '').padEnd(11)}  ${description}`);
  }
  lines.push('', paint('bold', 'Codemods'));
  for (const { id, description } of listedCodemods) {
    lines.push(`  ${paint('cyan', id.padEnd(width))}  ${' '.repeat(11)}  ${description}`);
  }
  lines.push('', '`task-queue explain <rule>` says more about one of them.', '');
  out.write(lines.join('\n'));
  return Promise.resolve(0);
}
