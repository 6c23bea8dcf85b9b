// Loaded before the real program: its clock begins at RYE_PICTURE_NOW and all but stands still, so that a picture of it
// is the same whenever it is taken.
const realNow = Date.now;
const startedMs = realNow();
const beginsMs = Date.parse(process.env.RYE_PICTURE_NOW);
Date.now = () => beginsMs + Math.floor((realNow() - startedMs) / 1000);
