/** KNOWLEDGE: classes of exact decimal numbers, which write themselves as a text that their constructor reads again. */

/** One package of decimal numbers. */
export interface DecimalClass {
  /** Exported class, also the name of its type. */
  readonly name: string;
  /** Name that a program imports it by, where that is not the class itself: `Prisma` for `Prisma.Decimal`. */
  readonly namespace?: string;
}

/** By the package that declares the class. `toString()` and `toJSON()` give the same text, up to the sign of zero. */
export const decimals: Readonly<Record<string, DecimalClass>> = {
  'decimal.js': { name: 'Decimal' },
  'big.js': { name: 'Big' },
  'bignumber.js': { name: 'BigNumber' },
  '@prisma/client': { name: 'Decimal', namespace: 'Prisma' },
  '@prisma/client-runtime-utils': { name: 'Decimal', namespace: 'Prisma' },
};
