//go:build unix

package sandbox

import (
	"os/exec"
	"syscall"
)

// apart keeps Ctrl-C in a terminal away from it, so that a test that is interrupted can still tidy up.
func apart(program *exec.Cmd) { program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
