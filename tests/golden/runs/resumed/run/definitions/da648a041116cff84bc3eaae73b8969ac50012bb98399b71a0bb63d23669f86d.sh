#!/bin/sh
# description: Adds a line to the ledger.
# effect: once
cat > /dev/null
echo "$RYE_THREAD" >> /dev/null
echo '{"stamped": true}'
