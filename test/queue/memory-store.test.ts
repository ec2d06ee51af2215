import { createMemoryStore } from '../../src/queue/index.js';
import { testStoreContract } from './store-contract.js';

testStoreContract(createMemoryStore);
