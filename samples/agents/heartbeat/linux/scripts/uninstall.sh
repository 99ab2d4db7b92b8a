#!/bin/sh
rm -rf data && echo removed
