/** What a machine reads about how a picture came to be. */
export type AiKind =
  /** A model drew all of it. */
  | 'made'
  /** A model drew a part of it, or several such pictures stand on it. */
  | 'composite';

/** IPTC's own words for it. Source: https://cv.iptc.org/newscodes/digitalsourcetype/ */
const SOURCE_TYPES: Readonly<Record<AiKind, string>> = {
  made: 'trainedAlgorithmicMedia',
  composite: 'compositeWithTrainedAlgorithmicMedia',
};

const VOCABULARY = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** The metadata that says so, as XMP: what IPTC asks of generated pictures, and what search engines and platforms look for. */
export const aiXmp = (kind: AiKind): string =>
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""' +
  ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">' +
  `<Iptc4xmpExt:DigitalSourceType>${VOCABULARY}${SOURCE_TYPES[kind]}</Iptc4xmpExt:DigitalSourceType>` +
  '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>';

/** What a piece of metadata says, if it says anything of that. */
export function kindIn(metadata: string): AiKind | undefined {
  if (metadata.includes(SOURCE_TYPES.composite)) return 'composite';
  return metadata.includes(SOURCE_TYPES.made) ? 'made' : undefined;
}
