/** How a sentence names the layer that decided something. */
export const BY_PERSON = 'the rule for this person';
export const BY_CHANNEL = 'the rule for this channel';
export const BY_TENANT = 'the rule for everybody here';
export const BY_INSTALLATION = 'the setting of whoever runs Easel';
