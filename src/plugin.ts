import { createRequire } from 'node:module';
import { rules as definitions } from './rules/index.js';
import { toEslintRule, type EslintConfig, type EslintRule } from './rules/kit/eslint.js';
import type { AnyRule } from './rules/kit/rule.js';

/** The presets, weakest first: each reports all that the one before it reports. */
export const presetNames = ['recommended', 'strict', 'all'] as const;

/** Name of a preset. */
export type PresetName = (typeof presetNames)[number];

/** The ESLint plugin, as `eslint.config.js` imports it. */
export interface TaskQueuePlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, EslintRule>;
  readonly configs: Record<PresetName, EslintConfig>;
}

const { name, version } = createRequire(import.meta.url)('../package.json') as {
  name: string;
  version: string;
};

/** Prefix of rule ids and directives. */
const namespace = 'task-queue';

/** @returns the address of a rule's page, of this very version. */
export function docsUrl(rule: string): string {
  return `https://unpkg.com/${name}@${version}/docs/rules/${rule}.md`;
}

/** @returns the options a preset sets for a rule, or `undefined` when the rule is not in it. */
export function presetOptions(
  rule: AnyRule,
  preset: PresetName,
): Readonly<Record<string, unknown>> | undefined {
  const strict = (rule.strict ?? {}) as Readonly<Record<string, unknown>>;
  if (preset === 'all') return strict;
  if (preset === 'strict') return rule.presets.length > 0 ? strict : undefined;
  return rule.presets.includes('recommended') ? {} : undefined;
}

function createConfig(preset: PresetName): EslintConfig {
  const rules: NonNullable<EslintConfig['rules']> = {};
  for (const rule of definitions) {
    const options = presetOptions(rule, preset);
    if (options === undefined) continue;
    rules[`${namespace}/${rule.name}`] = Object.keys(options).length > 0 ? ['error', options] : 'error';
  }
  // No `files`: another object of the user's config may then set a rule of the plugin for any file.
  return { name: `${namespace}/${preset}`, plugins: { [namespace]: plugin }, rules };
}

const configs = {} as Record<PresetName, EslintConfig>;

/** The plugin; its presets refer back to it. */
const plugin: TaskQueuePlugin = {
  meta: { name, version, namespace },
  rules: Object.fromEntries(definitions.map((rule) => [rule.name, toEslintRule(rule, docsUrl(rule.name))])),
  configs,
};

for (const preset of presetNames) configs[preset] = createConfig(preset);

export default plugin;
