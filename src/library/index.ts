/**
 * Finds, parses, checks, verifies and signs directives, knowledge, tools and config in three spaces: the project's, the
 * user's, and the one that ships with rye.
 */
export { mergeConfig } from './config/merge-config.ts';
export { createLibrary } from './create-library.ts';
export { parseDirective } from './directive/parse-directive.ts';
export {
  AmbiguousItemError,
  BadIdError,
  InvalidItemError,
  TamperedItemError,
  UnknownItemError,
  UnreadableItemError,
} from './errors.ts';
export { type FileKind, type FilePlace, kindOfText, placeInSpace } from './files/kind-of-file.ts';
export { readItemFile, type Unreadable } from './files/read-item-file.ts';
export { type WalkedFile, type WalkFault, walkFiles } from './files/walk-files.ts';
export { parseGraph } from './graph/parse-graph.ts';
export { type CreatedKeys, createKeys } from './keys/create-keys.ts';
export { BadSigningKeyError, KeyExistsError, NoPublicKeyError, NoSigningKeyError } from './keys/errors.ts';
export { type KeyFiles, keyFiles } from './keys/key-folder.ts';
export { loadPublicKey, loadSigningKey, type SigningKey } from './keys/load-signing-key.ts';
export { readTrustStore, type TrustedKey, type TrustStore } from './keys/load-trusted-keys.ts';
export { trustFileText } from './keys/trust-file.ts';
export { type Trusted, trustKey } from './keys/trust-key.ts';
export { parseKnowledge } from './knowledge/parse-knowledge.ts';
export { type ItemFile, inspectItem } from './lint/inspect-item.ts';
export type { Inspection, Mention } from './lint/mention.ts';
export { type ProblemCode, problemGroups } from './problems/problem-codes.ts';
export { placeAt, type Report, reportOn } from './problems/report.ts';
export { createVerifier, signedKind, type Verifier } from './signature/create-verifier.ts';
export { signText } from './signature/sign-text.ts';
export type { SignatureReport } from './signature/verify-signature.ts';
export { idProblem } from './space/item-id.ts';
export type { FileText } from './space/read-text.ts';
export type { LibrarySpaces } from './space/spaces.ts';
export { writeWhole } from './space/write-whole.ts';
export { readYaml, type YamlReading } from './yaml/read-yaml.ts';
