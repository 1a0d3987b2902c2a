# frozen_string_literal: true

module Bootpay
  module Once
    # Keeps order ids in the table `bootpay_once` through Active Record.
    #
    # Inside `transaction do … end` it is part of *your* transaction: save what you keep about the person in the same
    # block, and both are kept or neither. A second `confirm` of the same verification waits for the end of that
    # transaction, and a refusal does not abort it. Outside of one it is a transaction of its own.
    class ActiveRecord
      # @param model [Class] the class whose database has the table; default: `ActiveRecord::Base`
      # @raise [ConfigError] it is no such class
      def initialize(model = ::ActiveRecord::Base)
        fits = model.respond_to?(:connection_pool) && model.respond_to?(:sanitize_sql_array)
        Once.refuse_unless(fits, "Once::ActiveRecord takes a class of Active Record, not #{model.inspect}")
        @model = model
      end

      # Whether nobody consumed it before.
      # @return [Boolean]
      def consume(order_id, seconds)
        insert = @model.sanitize_sql_array(
          ["INSERT INTO bootpay_once (order_id, expires_at) VALUES (?, ?)", order_id, Time.now.to_i + seconds]
        )
        @model.connection_pool.with_connection do |connection|
          # A savepoint in the caller's transaction, so that a refusal leaves it as it was.
          connection.transaction(requires_new: true) { connection.execute(insert) }
        end
        true
      rescue ::ActiveRecord::RecordNotUnique
        false
      end

      # Deletes the rows that nobody needs any more, and says how many.
      # @return [Integer]
      def forget_expired
        @model.connection_pool.with_connection do |connection|
          connection.delete(@model.sanitize_sql_array(["DELETE FROM bootpay_once WHERE expires_at < ?", Time.now.to_i]))
        end
      end
    end
  end
end
