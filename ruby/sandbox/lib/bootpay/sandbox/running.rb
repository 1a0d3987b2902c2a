# frozen_string_literal: true

require "io/wait"
require "json"
require "tempfile"
require_relative "error"
require_relative "program"

module Bootpay
  class Sandbox
    # A program `bootpay sandbox` that this process has started, on a free port.
    # @api private
    class Running
      # How many seconds the program may take to end once it was told to.
      PATIENCE = 30

      # What it says of its first project, once it listens.
      # @return [Hash]
      attr_reader :project

      def initialize(arguments, timeout)
        @project = JSON.parse(first_line(arguments, timeout), symbolize_names: true)
        started = true
      ensure
        stop unless started # also when the start is interrupted, by Timeout for instance
      end

      def stop
        return if @pid.nil?

        pid = @pid
        @pid = nil
        @input.close
        begin
          # whoever waits for all children of this process may have met it already
          return unless Process.wait(pid, Process::WNOHANG).nil?

          Process.kill("TERM", pid)
          Process.kill("KILL", pid) unless @output.wait_readable(PATIENCE) # its end
          Process.wait(pid)
        rescue Errno::ECHILD
          nil
        ensure
          @output.close
        end
      end

      private

      # It ends when its standard input does, which this process holds open.
      def first_line(arguments, timeout)
        Tempfile.create("bootpay-sandbox") do |errors|
          input, @input = IO.pipe
          @output, output = IO.pipe
          command = [Sandbox.program, "sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent", *arguments]
          @pid = Process.spawn(*command, in: input, out: output, err: errors, pgroup: true)
          [input, output].each(&:close)
          in_time = @output.wait_readable(timeout)
          line = in_time && @output.gets
          return line if line

          stop
          errors.rewind
          raise Error, ["the sandbox #{in_time ? "ended" : "did not listen within #{timeout} s"}", errors.read.strip]
            .reject(&:empty?).join(": ")
        end
      rescue SystemCallError => error
        raise Error, "the sandbox cannot be run on this machine: #{error.message}"
      end
    end
  end
end
