# frozen_string_literal: true

module Bootpay
  module Once
    # Keeps order ids in this object, safe for threads.
    #
    # For tests, development, and a program of **one process**: what one worker of Puma consumed, the others do not
    # know, and a restart forgets it. What is over is dropped, so it stays small.
    class Memory
      def initialize
        @lock = Mutex.new
        @ends = {}
      end

      # Whether nobody consumed it before.
      # @return [Boolean]
      def consume(order_id, seconds)
        now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        @lock.synchronize do
          # The oldest first: one that lives longer keeps those behind it a little longer than needed.
          @ends.shift while @ends.any? && @ends.first.last <= now
          next false if @ends.key?(order_id)

          @ends[order_id] = now + seconds
          true
        end
      end
    end
  end
end
