import { describe } from 'vitest';
import { compiler, testEntities, type EntityCases } from './harness.js';

const nest = `
import { Schema, Prop, SchemaFactory, InjectModel, MongooseModule } from '@nestjs/mongoose';
import { Document, Types, type HydratedDocument, type Model } from 'mongoose';
@Schema({ _id: false }) class Address { @Prop() street!: string; @Prop() city!: string; }
@Schema({ timestamps: true }) class Cat {
  _id!: Types.ObjectId;
  @Prop() name!: string;
  @Prop() age!: number;
  @Prop({ type: Address }) home!: Address;
}
@Schema() class OldCat extends Document { @Prop() name!: string; }
type CatDocument = HydratedDocument<Cat>;
const CatSchema = SchemaFactory.createForClass(Cat);
const feature = MongooseModule.forFeature([{ name: Cat.name, schema: CatSchema }]);
class Cats {
  constructor(@InjectModel(Cat.name) readonly cats: Model<CatDocument>) {}
  one(id: string) { return this.cats.findById(id).orFail(); }
}
declare const service: Cats;
declare const cat: CatDocument;
declare const plain: Cat;
function use(..._: unknown[]): void {}
use(feature, service, Address, OldCat);
`;

const nestCases: EntityCases = {
  'silent: an embedded value, whole and spread': [
    'declare const a: Address; send({ a, b: { ...a }, home: plain.home, at: cat.home });',
    '',
  ],
  'silent: fields': ['send({ id: cat._id, name: cat.name, age: plain.age });', ''],
  'silent: a few picked fields': ['declare const p: Pick<Cat, "_id" | "name">; send({ p });', ''],
  'a document of a class': ['send({ cat });', 'Cat instance at cat (_id: ObjectId)'],
  'a class that is made a model': ['send({ plain });', 'Cat row at plain (_id: ObjectId)'],
  'a spread of it': ['send({ ...plain });', 'Cat snapshot (_id: ObjectId)'],
  'a class on Document': ['declare const o: OldCat; send({ o });', 'OldCat instance at o (_id: ObjectId)'],
  'through a service': [
    'async function f() { send({ c: await service.one("1") }); }',
    'Cat instance at c (_id: ObjectId)',
  ],
};

const goose = `
import { prop, modelOptions, getModelForClass, type DocumentType, type Ref } from '@typegoose/typegoose';
class Toy { @prop() label!: string; @prop() size!: number; }
@modelOptions({ schemaOptions: { timestamps: true } }) class Dog {
  @prop() name!: string;
  @prop() born!: Date;
  @prop({ type: () => [Toy] }) toys!: Toy[];
  bark(this: DocumentType<Dog>): string { return this.name; }
}
const DogModel = getModelForClass(Dog);
declare const dog: DocumentType<Dog>;
declare const friend: Ref<Dog>;
function use(..._: unknown[]): void {}
use(DogModel, friend);
`;

const gooseCases: EntityCases = {
  'silent: an embedded value': ['declare const t: Toy; send({ t, u: { ...t } });', ''],
  'silent: fields': ['send({ id: String(dog._id), name: dog.name });', ''],
  'annotated document': ['send({ dog });', 'Dog instance at dog (_id: ObjectId)'],
  reads: [
    'async function f() { send({ d: await DogModel.findById("1").orFail() }); for (const d of await DogModel.find()) send({ d }); }',
    'Dog instance at d (_id: ObjectId) ; Dog instance at d (_id: ObjectId)',
  ],
};

describe('Nest', () => {
  testEntities(compiler('typescript'), nest, nestCases);
});

describe('Typegoose', () => {
  testEntities(compiler('typescript'), goose, gooseCases);
});
