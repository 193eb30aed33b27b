#!/bin/sh
# Starts a program on a computer of a test's own network.
exec "$FORECOURT_TEST_IP" netns exec "$FORECOURT_TEST_SPACE" "$FORECOURT_TEST_PROGRAM" "$@"
