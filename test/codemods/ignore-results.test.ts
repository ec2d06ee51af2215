import codemod from '../../src/codemods/ignore-results.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
