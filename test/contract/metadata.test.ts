import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codemods } from '../../src/codemods/index.js';
import plugin, { presetNames } from '../../src/plugin.js';
import { rules } from '../../src/rules/index.js';
import { repository } from '../project/folder.js';

function pages(folder: string): string[] {
  const directory = path.join(repository, 'docs', folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.md') && !/^(?:index|readme)\.md$/iu.test(name))
    .map((name) => name.slice(0, -'.md'.length))
    .sort();
}

const names = rules.map(({ name }) => name).sort();

describe('the plugin', () => {
  it('has the name and version of the package', () => {
    const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ name: plugin.meta.name, version: plugin.meta.version });
  });

  it('has every rule once, with a page of this version', () => {
    expect(Object.keys(plugin.rules).sort()).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
    for (const [name, { meta }] of Object.entries(plugin.rules)) {
      expect(meta?.docs?.url).toContain(`@${plugin.meta.version}/docs/rules/${name}.md`);
    }
  });

  it('computes presets from metadata', () => {
    const ids = (preset: (typeof presetNames)[number]): string[] =>
      Object.keys(plugin.configs[preset].rules ?? {}).sort();
    const wanted = (keep: (presets: readonly string[]) => boolean): string[] =>
      rules
        .filter(({ presets }) => keep(presets))
        .map(({ name }) => `task-queue/${name}`)
        .sort();
    expect(ids('recommended')).toEqual(wanted((presets) => presets.includes('recommended')));
    expect(ids('strict')).toEqual(wanted((presets) => presets.length > 0));
    expect(ids('all')).toEqual(wanted(() => true));
    for (const { name, strict } of rules) {
      const expected = strict === undefined ? 'error' : ['error', strict as object];
      expect(plugin.configs.all.rules?.[`task-queue/${name}`]).toEqual(expected);
    }
    for (const preset of presetNames) expect(plugin.configs[preset].plugins?.['task-queue']).toBe(plugin);
  });
});

describe('pages', () => {
  it('has one page for each rule and each codemod, and no other', () => {
    expect(pages('rules')).toEqual(names);
    expect(pages('codemods')).toEqual(codemods.map(({ id }) => id).sort());
  });

  it('has a paragraph for each reason of a codemod', () => {
    for (const { id, reasons } of codemods) {
      const text = readFileSync(path.join(repository, 'docs/codemods', `${id}.md`), 'utf8');
      for (const reason of Object.keys(reasons)) expect(text, `${id}: ${reason}`).toContain(`\`${reason}\``);
    }
  });
});

describe('codemods', () => {
  it('exist where a rule names one', () => {
    const ids = codemods.map(({ id }) => id);
    for (const { name, codemod } of rules) if (codemod !== undefined) expect(ids, name).toContain(codemod);
  });
});
