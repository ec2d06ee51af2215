/** Who imports whom among the files of the units, told by their texts. */
import type typescript from 'typescript';
import { calledNames } from '../analysis/program/candidates.js';
import { ts } from './compiler.js';
import { createResolver, importsOf, type Resolver } from './imports.js';
import { sourceSystem } from './references.js';
import type { Unit } from './units.js';

const declarationFile = /\.d\.[mc]?ts$/u;
const globals = /\bdeclare\s+(?:global|module)\b/u;

/** What makes a module of a file, whose declarations are its own. */
const module = /^\s*(?:import|export)\b/mu;

/** @returns whether a file holds nothing but types. */
export function isDeclarationFile(file: string): boolean {
  return declarationFile.test(file);
}

/** Texts and imports of the units' files, and of the files outside that they import; read when first asked for. */
export class ImportGraph {
  readonly #texts = new Map<string, string>();
  readonly #called = new Map<string, ReadonlySet<string>>();
  readonly #syntax = new Map<string, typescript.SourceFile>();
  readonly #sources = new Map<string, Resolver>();
  readonly #declarations = new Map<string, Resolver>();
  readonly #importers = new Map<string, string[]>();
  #global: readonly string[] | undefined;
  readonly #reaching = new Map<string, ReadonlySet<string>>();

  constructor(units: readonly Unit[]) {
    for (const unit of units) {
      const resolver = createResolver(unit.options, new Set(unit.fileNames), sourceSystem(unit));
      for (const file of unit.owned) {
        (isDeclarationFile(file) ? this.#declarations : this.#sources).set(file, resolver);
      }
    }
  }

  /** The units' files, and those outside that they import once {@link link} has run. */
  files(): Iterable<string> {
    return this.#sources.keys();
  }

  text(file: string): string {
    let text = this.#texts.get(file);
    if (text === undefined) this.#texts.set(file, (text = ts.sys.readFile(file) ?? ''));
    return text;
  }

  /** Names that a file calls, as its text shows. */
  called(file: string): ReadonlySet<string> {
    let names = this.#called.get(file);
    if (names === undefined) this.#called.set(file, (names = calledNames(this.text(file))));
    return names;
  }

  syntax(file: string): typescript.SourceFile {
    let syntax = this.#syntax.get(file);
    if (syntax === undefined) {
      const options: typescript.CreateSourceFileOptions = {
        languageVersion: ts.ScriptTarget.ESNext,
        jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      };
      syntax = ts.createSourceFile(file, this.text(file), options, false);
      this.#syntax.set(file, syntax);
    }
    return syntax;
  }

  /** Files that import this one themselves; known once {@link link} has run. */
  importersOfFile(file: string): readonly string[] {
    return this.#importers.get(file) ?? [];
  }

  /** Follows every import; `files` then holds what the units' files import from other packages of the repository. */
  link(): void {
    const sources = new Map([...this.#sources, ...this.#declarations]);
    const queue = [...sources.keys()];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      const resolver = sources.get(file);
      if (resolver === undefined) continue;
      for (const name of importsOf(this.text(file))) {
        const imported = resolver.resolve(name, file);
        if (imported === undefined) continue;
        const known = this.#importers.get(imported);
        if (known === undefined) this.#importers.set(imported, [file]);
        else known.push(file);
        if (sources.has(imported)) continue;
        // A file of another package: its imports are resolved as its importer's.
        sources.set(imported, resolver);
        this.#sources.set(imported, resolver);
        queue.push(imported);
      }
    }
  }

  /** Every file that imports one of `targets`, directly or through others, with the targets themselves. */
  importersOf(targets: Iterable<string>): Set<string> {
    const reached = new Set(targets);
    const pending = [...reached];
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      for (const importer of this.importersOfFile(file)) {
        if (reached.has(importer)) continue;
        reached.add(importer);
        pending.push(importer);
      }
    }
    return reached;
  }

  /** The files that can hold a value which this file declares; `undefined` when a global may hold it, and so any can. */
  reaching(file: string): ReadonlySet<string> | undefined {
    let reaching = this.#reaching.get(file);
    if (reaching === undefined) this.#reaching.set(file, (reaching = this.importersOf([file])));
    for (const global of this.#globals()) if (reaching.has(global)) return undefined;
    return reaching;
  }

  #globals(): readonly string[] {
    this.#global ??= [...this.#sources.keys(), ...this.#declarations.keys()].filter((file) => {
      const text = this.text(file);
      return globals.test(text) || (isDeclarationFile(file) && !module.test(text));
    });
    return this.#global;
  }
}
