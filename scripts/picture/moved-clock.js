// Loaded before the real program: its clock begins at RYE_PICTURE_NOW, whenever the picture is taken.
const realNow = Date.now;
const offsetMs = Date.parse(process.env.RYE_PICTURE_NOW) - realNow();
Date.now = () => realNow() + offsetMs;
