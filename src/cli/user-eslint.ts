import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Eslint from 'eslint';
import type { ESLint, Linter } from 'eslint';
import type { Settings } from '../analysis/program/host.js';
import plugin, { presetOptions, type PresetName } from '../plugin.js';
import { rules } from '../rules/index.js';

/** ESLint as installed for the user. */
export type EslintModule = typeof Eslint;

/** How one rule runs on one file. */
export interface RuleSetting {
  readonly severity: 'error' | 'warning';
  readonly options: Readonly<Record<string, unknown>>;
}

/** How the rules run on one file. */
export interface FileSettings {
  /** Rules that are on, by name. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly settings: Settings;
  /** Prefix that the user's config gives the plugin. */
  readonly prefix: string;
  /** Whether `eslint-disable` and other inline configuration counts. */
  readonly inlineConfig: boolean;
  /** The user's ESLint ignores the file. */
  readonly ignored: boolean;
}

const configNames = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`);
const sources = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';

/** Severities, options and settings by file: the user's ESLint config where it names our rules, else a preset. */
export class UserEslint {
  readonly #preset: PresetName;
  readonly #explicit: boolean;
  readonly #warn: (message: string) => void;
  readonly #engines = new Map<string, ESLint | undefined>();
  readonly #configOf = new Map<string, string | undefined>();
  readonly #base: FileSettings;

  /**
   * @param preset the preset the user asked for; `undefined` lets the user's config decide
   * @param warn told once for each config that cannot be loaded
   */
  constructor(preset: PresetName | undefined, warn: (message: string) => void) {
    this.#preset = preset ?? 'recommended';
    this.#explicit = preset !== undefined;
    this.#warn = warn;
    this.#base = {
      rules: presetRules(this.#preset),
      settings: {},
      prefix: plugin.meta.namespace,
      inlineConfig: true,
      ignored: false,
    };
  }

  /** @returns how the rules run on a file. Loads ESLint only where there is a config. */
  async forFile(file: string): Promise<FileSettings> {
    const config = this.#configFile(path.dirname(file));
    if (config === undefined) return this.#base;
    const engine = this.#engine(config);
    if (engine === undefined) return this.#base;
    try {
      const found = (await engine.calculateConfigForFile(file)) as Linter.Config | undefined;
      return found === undefined ? { ...this.#base, ignored: true } : this.#read(found);
    } catch (error) {
      this.#engines.set(config, undefined);
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      this.#warn(
        `${config} cannot be loaded (${why}), so the ${this.#preset} preset is used without it; \`npx eslint --print-config ${file}\` shows why.`,
      );
      return this.#base;
    }
  }

  /** @returns whether the text of a file's ESLint config holds a word. */
  mentions(file: string, word: string): boolean {
    const config = this.#configFile(path.dirname(file));
    return config !== undefined && readFileSync(config, 'utf8').includes(word);
  }

  #read(config: Linter.Config): FileSettings {
    const prefix =
      Object.entries(config.plugins ?? {}).find(([, { meta }]) => meta?.name === plugin.meta.name)?.[0] ??
      plugin.meta.namespace;
    const own = new Map<string, RuleSetting>();
    let configured = false;
    for (const [id, entry] of Object.entries(config.rules ?? {})) {
      if (!id.startsWith(`${prefix}/`)) continue;
      configured = true;
      const [level, options] = Array.isArray(entry) ? entry : [entry];
      const severity =
        level === 2 || level === 'error' ? 'error' : level === 1 || level === 'warn' ? 'warning' : 'off';
      if (severity === 'off') continue;
      own.set(id.slice(prefix.length + 1), { severity, options: (options ?? {}) as RuleSetting['options'] });
    }
    return {
      rules: configured && !this.#explicit ? own : this.#base.rules,
      settings: config.settings?.['task-queue'] ?? {},
      prefix,
      inlineConfig: config.linterOptions?.noInlineConfig !== true,
      ignored: false,
    };
  }

  #configFile(directory: string): string | undefined {
    if (this.#configOf.has(directory)) return this.#configOf.get(directory);
    const here = configNames.map((name) => path.join(directory, name)).find((file) => existsSync(file));
    const parent = path.dirname(directory);
    const found = here ?? (parent === directory ? undefined : this.#configFile(parent));
    this.#configOf.set(directory, found);
    return found;
  }

  #engine(config: string): ESLint | undefined {
    if (this.#engines.has(config)) return this.#engines.get(config);
    const cwd = path.dirname(config);
    const eslint = loadEslint(cwd);
    // Without a `files` entry of its own a TypeScript file would look as if it were ignored.
    const engine =
      eslint &&
      new eslint.ESLint({ cwd, overrideConfigFile: config, overrideConfig: [{ files: [sources] }] });
    if (engine === undefined) {
      this.#warn(`${config} is not used, because ESLint is not installed; run \`npm i -D eslint\`.`);
    }
    this.#engines.set(config, engine);
    return engine;
  }
}

/** @returns the ESLint installed for a folder, else the one installed with this package. */
export function loadEslint(directory: string): EslintModule | undefined {
  for (const from of [path.join(directory, 'noop.js'), import.meta.url]) {
    try {
      return createRequire(from)('eslint') as EslintModule;
    } catch {
      // try the next place
    }
  }
  return undefined;
}

function presetRules(preset: PresetName): ReadonlyMap<string, RuleSetting> {
  const on = new Map<string, RuleSetting>();
  for (const rule of rules) {
    const options = presetOptions(rule, preset);
    if (options !== undefined) on.set(rule.name, { severity: 'error', options });
  }
  return on;
}
