package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const wine = "/usr/lib/wine/wine64"

var windowsPath = regexp.MustCompile(`^[A-Za-z]:\\`)

// translated is a command whose full Windows paths, if this is a Windows guest, are those of the files that Wine has there.
func (g *guest) translated(command []string) []string {
	if g.Prefix == "" {
		return command
	}
	result := make([]string, len(command))
	for i, word := range command {
		result[i] = word
		if windowsPath.MatchString(word) {
			result[i] = g.unixPath(word)
		}
	}
	return result
}

// unixPath finds the file of a Windows path as Windows would, whatever the case of its letters.
func (g *guest) unixPath(path string) string {
	found := filepath.Join(g.Prefix, "drive_"+strings.ToLower(path[:1]))
	for _, name := range strings.Split(path[3:], `\`) {
		if name != "" {
			found = filepath.Join(found, g.nameIn(found, name))
		}
	}
	return found
}

func (g *guest) nameIn(folder, name string) string {
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/root%s", g.Init, folder))
	for _, entry := range entries {
		if strings.EqualFold(entry.Name(), name) {
			return entry.Name()
		}
	}
	return name
}

// program is the command line of a program: on Windows Wine runs it, and its arguments stay as they are.
func (g *guest) program(path string, arguments string) []string {
	words := append([]string{path}, strings.Fields(arguments)...)
	if g.Prefix == "" {
		return words
	}
	return append([]string{"setarch", "--addr-no-randomize", "env", "WINEPREFIX=" + g.Prefix, "WINEDEBUG=-all", wine}, words...)
}
