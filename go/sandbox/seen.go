package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// Of more requests the newest are shown.
const mostRequests = 40

// Seen is for a test that fails: one line for each request, fault and misuse, or why they are not known. It has no body,
// no query and no key.
func (box *Sandbox) Seen() string {
	lines, err := box.lines()
	if err != nil {
		lines = []string{err.Error()}
	}
	return strings.Join(append([]string{box.text()}, lines...), "\n")
}

func (box *Sandbox) lines() (lines []string, err error) {
	requests, err := box.Requests("")
	if err != nil {
		return nil, err
	}
	faults, err := listed[Fields](box, "/sandbox/faults")
	if err != nil {
		return nil, err
	}
	misuses, err := box.Misuses()
	if err != nil {
		return nil, err
	}
	before := max(len(requests)-mostRequests, 0)
	if len(requests) == 0 {
		lines = append(lines, "no request came: does the client have the address and the keys of this sandbox?")
	} else if before > 0 {
		lines = append(lines, fmt.Sprintf("%d requests before", before))
	}
	for _, request := range requests[before:] {
		lines = append(lines, request.String())
	}
	for _, fault := range faults {
		lines = append(lines, faultLine(fault))
	}
	for _, misuse := range misuses {
		lines = append(lines, fmt.Sprintf("misuse %s: %s", misuse.Kind, misuse))
	}
	return lines, nil
}

func faultLine(fault Fields) string {
	var options []string
	for name, value := range fault {
		if name != "id" && name != "kind" && value != nil {
			options = append(options, fmt.Sprintf(" %s=%v", name, value))
		}
	}
	slices.Sort(options)
	return fmt.Sprintf("fault %v:%s", fault["kind"], strings.Join(options, ""))
}
