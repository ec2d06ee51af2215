import codemod from '../../src/codemods/add-error-listener.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
